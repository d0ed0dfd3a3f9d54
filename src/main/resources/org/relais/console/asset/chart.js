// Draws the table of days: who joined above the line, who stopped below it. The table stays for whoever doesn't see it.
(() => {
  let drawn = null;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = () => {
    const figure = document.querySelector("figure[data-chart]");
    const plot = figure?.querySelector(".plot");
    const all = [...document.querySelectorAll(`#${figure?.dataset.chart} tbody tr`)];
    // What is young begins with its first day: a month of nothing before it says nothing.
    const begun = all.findIndex(row => row.dataset.joined !== "0" || row.dataset.stopped !== "0");
    const rows = all.slice(Math.max(0, Math.min(begun - 1, all.length - 7)));
    drawn?.destroy();
    drawn = null;
    if (!plot || rows.length === 0) return;
    const days = rows.map(row => new Date(row.dataset.day + "T00:00").getTime() / 1000);
    const joined = rows.map(row => Number(row.dataset.joined));
    const stopped = rows.map(row => -Number(row.dataset.stopped));
    const most = Math.max(1, ...joined), least = Math.min(0, ...stopped);
    const language = document.documentElement.lang;
    const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
    const number = new Intl.NumberFormat(language);
    const bars = uPlot.paths.bars({ size: [0.7, 28], radius: 0.15 });
    const axis = { stroke: colour("--pico-muted-color"), font: "12px system-ui, sans-serif", ticks: { show: false } };
    drawn = new uPlot({
      width: plot.clientWidth,
      height: 200,
      padding: [8, 24, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      legend: { show: false },
      scales: { x: { time: true }, y: { range: [least < 0 ? least * 1.1 : 0, most * 1.1] } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, incrs: [1, 2, 3, 5, 7, 10, 15].map(step => step * 86400), values: (self, ticks) => ticks.map(at => day.format(at * 1000)) },
        { ...axis, grid: { stroke: colour("--line"), width: 1 }, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
          values: (self, ticks) => ticks.map(tick => number.format(Math.abs(tick))) },
      ],
      series: [
        {},
        { fill: colour("--good"), stroke: "transparent", width: 0, paths: bars, points: { show: false } },
        { fill: colour("--bad"), stroke: "transparent", width: 0, paths: bars, points: { show: false } },
      ],
      hooks: {
        setCursor: [self => {
          const at = self.cursor.idx;
          const tip = figure.querySelector(".tip") ?? figure.appendChild(Object.assign(document.createElement("p"), { className: "tip" }));
          tip.hidden = at === null || at === undefined;
          if (!tip.hidden) {
            tip.textContent = `${day.format(days[at] * 1000)} · ${figure.dataset.joined} ${number.format(joined[at])} · ${figure.dataset.stopped} ${number.format(-stopped[at])}`;
          }
        }],
      },
    }, [days, joined, stopped], plot);
  };
  addEventListener("DOMContentLoaded", () => {
    draw();
    // The table is renewed while the page is open, and the empty place of the drawing with it.
    const days = document.getElementById("days");
    if (days) new MutationObserver(() => { if (!days.querySelector("canvas")) draw(); }).observe(days, { childList: true });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
})();
