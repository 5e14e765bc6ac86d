// Draws what stands in the table under each chart, in the colours of the page. A press on a bar goes where the number
// in the table goes.
const charts = [];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const LIGHTS = { red: "red", yellow: "yellow", green: "green", paused: "grey" };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const rowsOf = (figure) => [...figure.querySelectorAll("tbody [data-count]")].map((row) => ({
  words: row.dataset.words,
  key: row.dataset.key,
  count: Number(row.dataset.count),
  spread: row.dataset.spread?.split(" ").map(Number),
  to: row.querySelector("a")?.href,
}));

const look = () => {
  const body = getComputedStyle(document.body);
  return {
    ink: colour("ink"), soft: colour("ink-soft"), line: colour("line"), card: colour("card"), accent: colour("accent"),
    band: colour("accent-soft"), font: body.fontFamily,
    size: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125,
  };
};

const frame = (l) => ({
  animation: !calm,
  animationDuration: 300,
  backgroundColor: l.card,
  color: [l.accent],
  textStyle: { color: l.soft, fontFamily: l.font, fontSize: l.size },
  grid: { left: 4, right: 16, top: 16, bottom: 4, containLabel: true },
  tooltip: {
    renderMode: "richText", confine: true, backgroundColor: l.card, borderColor: l.line,
    textStyle: { color: l.ink, fontFamily: l.font, fontSize: l.size },
  },
});
const named = (l, more) => ({
  type: "category", axisTick: { show: false }, axisLine: { lineStyle: { color: l.line } },
  axisLabel: { color: l.soft, fontSize: l.size, hideOverlap: true }, ...more,
});
const counted = (l, more) => ({
  type: "value", minInterval: 1, splitLine: { lineStyle: { color: l.line } }, axisLabel: { color: l.soft, fontSize: l.size }, ...more,
});
const short = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

const DRAW = {
  columns: (rows, l, box) => ({
    ...frame(l),
    tooltip: { ...frame(l).tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: named(l, { data: rows.map((row) => row.words) }),
    yAxis: counted(l),
    series: [{ type: "bar", name: box.dataset.cases, barMaxWidth: 40, itemStyle: { borderRadius: [3, 3, 0, 0] }, data: rows.map((row) => row.count) }],
  }),
  bars: (rows, l, box) => ({
    ...frame(l),
    tooltip: { ...frame(l).tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: counted(l),
    yAxis: named(l, {
      inverse: true, data: rows.map((row) => row.words),
      axisLabel: { color: l.soft, fontSize: l.size, interval: 0, formatter: (words) => short(words, box.clientWidth < 480 ? 9 : 16) },
    }),
    series: [{
      type: "bar", name: box.dataset.cases, barMaxWidth: 22, itemStyle: { borderRadius: [0, 3, 3, 0] },
      label: { show: true, position: "right", color: l.ink, fontSize: l.size },
      data: rows.map((row) => ({ value: row.count, itemStyle: row.key in LIGHTS ? { color: colour(LIGHTS[row.key]) } : {} })),
    }],
  }),
  spread: (rows, l, box) => {
    const part = (row, index) => (row.spread ? row.spread[index] : null);
    const rounded = (hours) => (hours === null ? "–" : hours.toFixed(1));
    return {
      ...frame(l),
      grid: { ...frame(l).grid, top: 36 },
      legend: { top: 0, left: 0, textStyle: { color: l.soft, fontSize: l.size }, data: [box.dataset.middle, box.dataset.band], selectedMode: false },
      tooltip: {
        ...frame(l).tooltip, trigger: "axis",
        formatter: ([first]) => {
          const row = rows[first.dataIndex];
          return `${row.words}\n${box.dataset.cases} ${row.count}\n${box.dataset.middle} ${rounded(part(row, 1))}\n${box.dataset.band} ${rounded(part(row, 0))}–${rounded(part(row, 2))}`;
        },
      },
      xAxis: named(l, { boundaryGap: false, data: rows.map((row) => row.words) }),
      yAxis: counted(l),
      series: [
        { type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, data: rows.map((row) => part(row, 0)) },
        {
          type: "line", name: box.dataset.band, stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, color: l.accent,
          areaStyle: { color: l.accent, opacity: 0.22 }, data: rows.map((row) => (row.spread ? row.spread[2] - row.spread[0] : null)),
        },
        { type: "line", name: box.dataset.middle, symbolSize: 7, lineStyle: { width: 2 }, color: l.accent, data: rows.map((row) => part(row, 1)) },
      ],
    };
  },
  dots: (rows, l, box) => {
    const most = Math.max(...rows.map((row) => row.count), 1);
    const widest = Math.max(6, Math.min(26, (box.clientWidth - 60) / 24));
    const days = [...new Set(rows.map((row) => row.words.split(" ")[0]))];
    return {
      ...frame(l),
      tooltip: { ...frame(l).tooltip, formatter: (at) => `${rows[at.dataIndex].words}\n${box.dataset.cases} ${rows[at.dataIndex].count}` },
      xAxis: named(l, { data: Array.from({ length: 24 }, (_, hour) => String(hour)) }),
      yAxis: named(l, { inverse: true, data: days, splitLine: { show: true, lineStyle: { color: l.line } } }),
      series: [{
        type: "scatter", itemStyle: { opacity: 0.8 },
        // The area, not the width, is as large as the number.
        symbolSize: (value) => (value[2] ? Math.max(3, widest * Math.sqrt(value[2] / most)) : 0),
        data: rows.map((row) => { const [day, hour] = row.key.split("-").map(Number); return [hour, day - 1, row.count]; }),
      }],
    };
  },
};

const shownOf = (box, rows) => {
  if (box.dataset.chart === "dots") return rows.slice().sort((a, b) => parseInt(a.key, 10) - parseInt(b.key, 10));
  return box.dataset.chart === "bars" ? rows.slice(0, Number(box.dataset.most)) : rows;
};

const draw = (one) => one.chart.setOption(DRAW[one.box.dataset.chart](one.rows, look(), one.box), true);

for (const figure of document.querySelectorAll(".figure")) {
  const box = figure.querySelector("[data-chart]");
  if (!box || !globalThis.echarts) continue;
  const one = { box, rows: shownOf(box, rowsOf(figure)), chart: echarts.init(box, null, { renderer: "canvas" }) };
  one.chart.on("click", ({ dataIndex }) => { if (one.rows[dataIndex]?.to) location.assign(one.rows[dataIndex].to); });
  draw(one);
  charts.push(one);
  const button = figure.querySelector("[data-image]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = one.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: look().card });
    link.download = `${figure.id}.png`;
    link.click();
  });
}

new ResizeObserver(() => { for (const one of charts) { one.chart.resize(); draw(one); } }).observe(document.querySelector("main"));
new MutationObserver(() => { for (const one of charts) draw(one); })
  .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-look"] });
