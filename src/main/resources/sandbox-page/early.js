// Runs before the page is shown: the chosen theme, so that it does not flash, and what is sent before the scripts are there.
(() => {
  const chosen = localStorage.getItem("sandbox-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;

  // What a person sends before the scripts have come is sent when they are there: the browser alone would load the page
  // again and throw away what was typed.
  const early = new Map();
  const keep = (event) => {
    if (!event.target.matches("[hx-post], :has([hx-post])")) return;
    event.preventDefault();
    event.stopPropagation();
    early.set(event.target, event.submitter);
  };
  addEventListener("submit", keep, true);
  addEventListener("sandbox:ready", () => {
    removeEventListener("submit", keep, true);
    early.forEach((button, form) => button ? button.click() : form.requestSubmit());
  }, { once: true });
})();
