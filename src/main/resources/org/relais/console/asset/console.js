// What pages do besides htmx: say when the connection is lost, and hide what only serves without scripts.
(() => {
  document.documentElement.classList.add("js");
  const live = () => document.getElementById("live");
  const lost = () => { if (live()) live().textContent = document.body.dataset.lost; };
  const found = () => { if (live()) live().textContent = ""; };
  addEventListener("htmx:sendError", lost);
  addEventListener("htmx:responseError", lost);
  addEventListener("htmx:sseError", lost);
  addEventListener("htmx:sseOpen", found);
  addEventListener("htmx:afterOnLoad", found);
  // A form is sent once: a second press while the first is under way does nothing.
  addEventListener("submit", event => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (!event.defaultPrevented && form.method === "post") {
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(form => delete form.dataset.sent));
})();
