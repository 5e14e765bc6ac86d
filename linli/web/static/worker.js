// What stands by when there is no network: one calm page and what it is drawn with (KEPT, put before this by the server).
// Every page comes from the network or not at all; none is kept here, and nothing that is sent passes through.
const BOX = "linli-offline";
const [PAGE] = KEPT;

const keep = async () => {
  const box = await caches.open(BOX);
  await box.addAll(KEPT.map((address) => new Request(address, { cache: "reload" })));
  await self.skipWaiting();
};
const tidy = async () => {
  for (const name of await caches.keys()) if (name !== BOX) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
};
const kept = async (address) => (await caches.open(BOX)).match(address, { ignoreVary: true });

const open = async (event) => {
  try {
    return (await event.preloadResponse) ?? await fetch(event.request);
  } catch (fault) {
    const page = await kept(PAGE);
    if (page) return page;
    throw fault;
  }
};
const draw = async (request, path) => {
  try {
    return await fetch(request);
  } catch (fault) {
    const part = await kept(path);
    if (part) return part;
    throw fault;
  }
};

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(open(event));
  else if (origin === location.origin && pathname !== PAGE && KEPT.includes(pathname)) event.respondWith(draw(request, pathname));
});
