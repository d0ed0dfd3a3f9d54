// What all pages do: renew by themselves, say when the connection is lost, and hide what only serves without scripts.
(() => {
  document.documentElement.classList.add("js");
  // What stands open where there is room is folded where there is none.
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => document.querySelectorAll("details[data-wide]:not(:target)").forEach(part => { part.open = !narrow.matches; });
  if (narrow.matches) fold();
  narrow.addEventListener("change", fold);
  // A sheet over a narrow page is none where it has a place on the page.
  ["(min-width: 47.01rem)", "(min-width: 60.01rem)"].forEach(wide => matchMedia(wide).addEventListener("change", () =>
    document.querySelectorAll("[popover]:popover-open").forEach(sheet => sheet.hidePopover())));
  // Of a row that is drawn, what one is at stands in sight.
  const inSight = () => document.querySelectorAll(".one-row [aria-current]").forEach(here => { const row = here.closest(".one-row"); row.scrollLeft = here.offsetLeft - row.offsetLeft - 48; });
  inSight();
  narrow.addEventListener("change", inSight);
  const fade = row => {
    row.classList.toggle("more-before", row.scrollLeft > 8);
    row.classList.toggle("more-after", row.scrollLeft < row.scrollWidth - row.clientWidth - 8);
  };
  const fades = () => document.querySelectorAll(".one-row").forEach(fade);
  fades();
  addEventListener("scroll", ({ target }) => { if (target.matches?.(".one-row")) fade(target); }, { capture: true, passive: true });
  addEventListener("resize", fades);
  addEventListener("htmx:afterSettle", fades);
  // What an address names is open.
  const named = document.querySelector("details:target");
  if (named) named.open = true;
  const live = () => document.getElementById("live");
  const lost = () => { if (live()) live().textContent = document.body.dataset.lost; };
  const found = () => { if (live()) live().textContent = ""; };
  addEventListener("htmx:sendError", lost);
  addEventListener("htmx:responseError", lost);
  addEventListener("htmx:afterOnLoad", found);
  // On paper nothing is folded.
  addEventListener("click", event => { if (event.target.closest("[data-print]")) print(); });
  addEventListener("beforeprint", () => document.querySelectorAll("main details").forEach(part => { part.open = true; }));
  // Where a link leads into something folded, it opens.
  const unfold = () => { const part = location.hash && document.getElementById(location.hash.slice(1))?.closest("details"); if (part) part.open = true; };
  addEventListener("hashchange", unfold);
  addEventListener("DOMContentLoaded", unfold);
  // A form is sent once: a second press while the first is under way does nothing.
  addEventListener("submit", event => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (!event.defaultPrevented && form.method === "post") {
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });
  // Whoever leaves what was typed and not sent is asked by the browser; compose.js and inbox.js keep it, or ask themselves.
  addEventListener("beforeunload", event => {
    const fields = document.querySelectorAll("main form[method=post]:not([data-keep], [data-sent]) :is(textarea, input)");
    const typed = [...fields].some(field => !["hidden", "checkbox", "radio", "file", "password"].includes(field.type)
      && !("kept" in field.dataset) && field.value.trim() && field.value !== field.defaultValue);
    if (typed) event.preventDefault();
  });
  // What compose.js has kept of a form goes when the next page says that it was saved, and with the sign-out.
  addEventListener("submit", event => {
    if (event.target.getAttribute("action") !== "/console/sign-out") return; // A field named "action" hides form.action.
    Object.keys(localStorage).filter(key => key.startsWith("relais:")).forEach(key => localStorage.removeItem(key));
  });
  const sent = sessionStorage.getItem("relais:sent");
  if (sent) {
    sessionStorage.removeItem("relais:sent");
    if (document.querySelector("main .notice.good, main > .notice.warn[role=status]")) localStorage.removeItem(sent);
  }
  // What was wrong with a field is said until somebody changes it; the summary above leads to each of them, strikes out
  // what was seen to, and goes with the last. Before anybody else hears of the change.
  const summary = () => document.querySelector("main div.notice.bad[role=alert]");
  addEventListener("input", event => {
    const field = event.target;
    const faults = (field.getAttribute("aria-describedby") ?? field.closest("[aria-describedby]")?.getAttribute("aria-describedby") ?? "")
      .split(" ").map(id => id.endsWith("-fault") && document.getElementById(id)).filter(fault => fault && !fault.hidden);
    field.removeAttribute("aria-invalid");
    faults.forEach(fault => {
      fault.hidden = true;
      document.querySelectorAll(`[aria-describedby~="${fault.id}"]`).forEach(each => each.removeAttribute("aria-invalid"));
      summary()?.querySelectorAll(`a[href="#${fault.id}"],a[href="#${fault.id.replace(/-fault$/, "")}"]`)
        .forEach(link => link.parentElement.classList.add("done"));
    });
    if (faults.length && !summary()?.querySelector("li:not(.done)")) summary()?.remove();
  }, true);
  addEventListener("click", event => {
    const link = event.target.closest?.("main div.notice.bad[role=alert] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target.dispatchEvent(new CustomEvent("relais:reveal", { bubbles: true }));
    target.scrollIntoView({ block: "center" });
    target.focus();
  });
  addEventListener("change", event => {
    const name = event.target.dataset?.all;
    if (name) event.target.form.querySelectorAll(`input[name="${name}"]`).forEach(box => { box.checked = event.target.checked; });
  });
  // Parts that renew themselves wait while somebody presses on them or types in them: a click is one button from its
  // beginning to its end, and nothing that is typed is thrown away.
  let pressed = null;
  const late = new Map();
  const touched = field => field === document.activeElement
    || (["checkbox", "radio"].includes(field.type)
      ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue);
  const inUse = part => part.contains(pressed)
    || [...part.querySelectorAll("input:not([type=hidden]),select,textarea")].some(touched);
  const waits = (part, put) => {
    late.delete(part);
    if (inUse(part)) late.set(part, put);
    return late.has(part);
  };
  // What somebody has unfolded or folded stays so when the part that it is in renews itself.
  let unfolded = [];
  const keepUnfolded = part => { unfolded = [...part.querySelectorAll("details[open][id], details[data-wide][id]")].map(each => [each.id, each.open]); };
  const unfoldAgain = () => {
    unfolded.forEach(([id, open]) => { const part = document.getElementById(id); if (part) part.open = open; });
    unfolded = [];
  };
  const renew = () => late.forEach((put, part) => {
    if (inUse(part)) return;
    late.delete(part);
    if (part.isConnected) put();
  });
  addEventListener("pointerdown", event => { pressed = event.target; }, true);
  const letGo = () => setTimeout(() => { pressed = null; renew(); });
  addEventListener("pointerup", letGo, true);
  addEventListener("pointercancel", letGo, true);
  addEventListener("focusout", () => setTimeout(renew));
  // A part that comes by itself. What is marked as apart in it goes where its like stands; the focus stays where it was.
  const renewed = part => part.dispatchEvent(new Event("relais:renewed", { bubbles: true }));
  const come = (part, html) => {
    const came = document.createElement("template"), focused = document.activeElement;
    came.innerHTML = html;
    came.content.querySelectorAll("[data-apart]").forEach(each => {
      document.getElementById(each.id)?.replaceWith(each);
      if (!each.isConnected) each.remove();
    });
    keepUnfolded(part);
    part.replaceChildren(came.content);
    unfoldAgain();
    if (focused?.id && !focused.isConnected) document.getElementById(focused.id)?.focus({ preventScroll: true });
    window.htmx?.process(part);
    renewed(part);
  };
  // After an interruption a browser connects again of itself, after an answer that refuses it does not.
  const listen = (page, pause) => {
    const source = new EventSource(page.dataset.live);
    source.onopen = () => { pause = 500; found(); };
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, pause, page, Math.min(2 * pause, 64000));
    };
    source.addEventListener("over", () => source.close());
    page.querySelectorAll("[data-part]").forEach(part => source.addEventListener(part.dataset.part, ({ data }) => {
      const put = () => come(part, data);
      if (!waits(part, put)) put();
    }));
  };
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-live]").forEach(page => listen(page, 500)));
  addEventListener("htmx:beforeSwap", event => {
    const { target, requestConfig, serverResponse, shouldSwap } = event.detail;
    // What somebody has asked for comes at once.
    const asked = requestConfig.elt.matches("a,button,form,input,select,textarea");
    const swapStyle = requestConfig.elt.getAttribute("hx-swap") ?? "innerHTML";
    const put = () => {
      keepUnfolded(target);
      htmx.swap(target, serverResponse, { swapStyle, swapDelay: 0, settleDelay: 20 }, { select: requestConfig.elt.getAttribute("hx-select") });
    };
    if (shouldSwap && !asked && waits(target, put)) event.detail.shouldSwap = false;
    else keepUnfolded(target);
  });
  // Who is picked, or no longer, while a search for people is under way stays so when its answer comes.
  let choices = [];
  addEventListener("htmx:beforeSwap", event => {
    choices = [...event.detail.target.querySelectorAll("input[name=contact]")];
  });
  addEventListener("htmx:afterSwap", event => {
    const people = event.detail.target;
    choices.forEach(choice => {
      const found = people.querySelector(`input[name=contact][value="${choice.value}"]`);
      if (found) found.checked = choice.checked;
      else if (choice.checked) people.append(choice.closest("label"));
    });
    choices = [];
  });
  addEventListener("htmx:afterSwap", unfoldAgain);
  ["htmx:afterSwap", "htmx:oobAfterSwap"].forEach(swap => addEventListener(swap, event => renewed(event.target)));
  addEventListener("click", event => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
      .then(() => { button.textContent = button.dataset.copied; }, () => {});
  });
  // How much of a short text is used is counted while it is typed, and what is too much is wrong at once.
  const count = () => document.querySelectorAll("[data-counted-to]").forEach(field => {
    const says = field.parentElement.querySelector(".so-long"), { length } = field.value, most = field.dataset.countedTo;
    const over = length > most;
    says.textContent = over ? says.dataset.over.replace("#", length - most) : `${length}/${most}`;
    says.classList.toggle("over", over);
    if (over) field.setAttribute("aria-invalid", "true");
  });
  count();
  addEventListener("input", count, true);
  // What is typed unseen can be looked at.
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[type=password]").forEach(field => {
    const button = document.createElement("button");
    const says = shown => { field.type = shown ? "text" : "password"; button.textContent = document.body.dataset[shown ? "hide" : "show"]; };
    button.type = "button";
    button.className = "quiet show";
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => says(field.type === "password"));
    field.form?.addEventListener("submit", () => says(false));
    const row = document.createElement("span");
    row.className = "unseen";
    field.before(row);
    row.append(field, button);
    says(false);
  }));
  // A choice that is a place to go.
  addEventListener("change", event => { if (event.target.matches?.("[data-go]")) event.target.form.requestSubmit(); });
  // The name of the file that was dropped or chosen.
  addEventListener("change", event => {
    const name = event.target.closest?.(".dropzone")?.querySelector("output");
    if (name) name.textContent = [...event.target.files].map(file => file.name).join(", ");
  });
  // A chip writes into the text that it names; the second of a kind gets a number.
  addEventListener("click", event => {
    const chip = event.target.closest?.("[data-into]");
    if (!chip) return;
    const field = document.getElementById(chip.dataset.into);
    const first = chip.dataset.words;
    let words = first;
    for (let next = 2; chip.dataset.counted && field.value.includes(words); next++) words = first.replace("]", `_${next}]`);
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Where a text leaves a place open that no chip fills, what is asked about it opens: once, and again for the next text that does.
  const asks = field => {
    const filled = [...document.querySelectorAll(`[data-into="${field.id}"]:not([data-counted])`)].map(chip => chip.dataset.words);
    const open = (field.value.match(/\[[^[\]]+\]/g) ?? []).some(place => !filled.includes(place));
    if (open && !field.dataset.asks) document.getElementById(field.dataset.opens).open = true;
    field.dataset.asks = open ? "yes" : "";
  };
  addEventListener("input", event => { if (event.target.dataset?.opens) asks(event.target); });
  document.querySelectorAll("textarea[data-opens]").forEach(asks);
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(form => delete form.dataset.sent));
})();
