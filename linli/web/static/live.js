// The live stream of a page: says what is new, comes back by itself, and tells calmly when it is away.
const STREAM = "/api/v1/stream";
const SIGN_IN = 401;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;
// Longer than a browser takes to come back by itself.
const MOMENT = 5_000;

// An EventSource tells no status and never comes back after one; HEAD is answered as GET would be and opens nothing.
const hasEnded = async () => {
  try {
    return (await fetch(STREAM, { method: "HEAD" })).status === SIGN_IN;
  } catch {
    return false;
  }
};

// `news` hears what came, as the stream says it, or nothing where nobody knows what; `state` hears "", "lost" or "ended".
export const follow = (news, state) => {
  let stream = null;
  let last = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let worry = 0;

  const rest = () => {
    clearTimeout(timer);
    clearTimeout(worry);
    worry = 0;
    stream?.close();
  };
  const greet = (event) => {
    if (!(event instanceof MessageEvent)) return; // the browser's own word of the same name
    clearTimeout(worry);
    worry = 0;
    wait = FIRST_WAIT;
    state("");
    // A stream made anew does not say where the one before it stood, so what came meanwhile is not told.
    if (event.type === "gap" || (stream.isAgain && event.lastEventId !== last)) news();
    last = event.lastEventId;
  };
  const open = (isAgain) => {
    stream = new EventSource(STREAM);
    stream.isAgain = isAgain;
    stream.addEventListener("open", greet);
    stream.addEventListener("gap", greet);
    stream.addEventListener("cases", (event) => {
      last = event.lastEventId;
      news(JSON.parse(event.data));
    });
    stream.addEventListener("error", fail);
  };
  const fail = async () => {
    worry ||= setTimeout(() => state("lost"), MOMENT);
    if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    timer = setTimeout(() => open(true), wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
    if (!await hasEnded()) return;
    rest();
    state("ended");
  };

  open(false);
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(true); });
};
