// What the inbox does besides htmx: the newest words in sight, the window as a clock, saved answers and shortcuts by key.
(() => {
  const one = selector => document.querySelector(selector);
  const thread = () => one("#thread");
  let atEnd = true, height = 0;
  // The stream begins with what is there already: only what is new is followed.
  const follow = () => {
    const grown = thread().scrollHeight > height;
    height = thread().scrollHeight;
    if (atEnd && grown) thread().lastElementChild?.scrollIntoView({ block: "end" });
  };
  const tick = () => document.querySelectorAll(".clock[data-until]").forEach(clock => {
    const minutes = Math.max(0, Math.floor((new Date(clock.dataset.until) - Date.now()) / 60000));
    const left = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
    clock.textContent = clock.dataset.left.replace("…", left);
    clock.classList.toggle("soon", minutes < 120);
  });
  addEventListener("DOMContentLoaded", () => {
    const list = thread();
    if (list?.dataset.part) {
      const measure = () => { atEnd = list.getBoundingClientRect().bottom - innerHeight < 60; };
      measure();
      height = list.scrollHeight;
      addEventListener("scroll", measure, { passive: true });
      new MutationObserver(follow).observe(list, { childList: true });
    }
    tick();
    setInterval(tick, 30000);
    addEventListener("relais:renewed", tick);
    one("#help")?.addEventListener("click", () => one("#keys").showModal());
    document.querySelectorAll("[data-saved]").forEach(button => button.addEventListener("click", () => {
      const answer = one("#answer");
      const before = answer.value;
      answer.value = before.trim() === "" ? button.dataset.text : before + "\n" + button.dataset.text;
      answer.focus();
      answer.dispatchEvent(new Event("input", { bubbles: true }));
    }));
    // What is not sent yet is there again when its person is opened again.
    const answer = one("#answer"), key = "relais:answer:" + location.pathname;
    if (answer && !answer.value) answer.value = localStorage.getItem(key) ?? "";
    const keep = () => answer.value.trim() ? localStorage.setItem(key, answer.value) : localStorage.removeItem(key);
    if (answer) answer.dataset.kept = "";
    answer?.addEventListener("input", keep);
    answer?.form.addEventListener("submit", () => localStorage.removeItem(key));
    answer?.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) answer.form.requestSubmit(one("#send"));
    });
  });
  const move = step => {
    const rows = [...document.querySelectorAll("a.row")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  };
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]),textarea,select,dialog")) return;
    const deeds = {
      "?": () => one("#keys")?.showModal(),
      j: () => move(1),
      k: () => move(-1),
      x: () => document.activeElement.closest("li")?.querySelector("[type=checkbox]")?.click(),
      "/": () => one("#q")?.focus(),
      r: () => one("#answer")?.focus(),
      t: () => one("#take")?.click(),
      e: () => one("#done")?.click(),
      u: () => one("#back")?.click(),
    };
    const deed = /^[1-9]$/.test(event.key) ? () => one(`[data-saved="${event.key}"]`)?.click() : deeds[event.key];
    if (deed && (one("#keys"))) { event.preventDefault(); deed(); }
  });
})();
