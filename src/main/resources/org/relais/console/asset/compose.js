// Forms in which messages are composed: one language at a time, variables and styles at the caret, one phone, and what was
// typed is kept in this browser until it is saved.
(() => {
  const form = document.querySelector("form[data-keep], form[data-spoken]");

  // One language at a time; the one with a fault first, then the first one written.
  const panels = form ? [...form.querySelectorAll("[data-panel]")] : [];
  const tabs = form ? [...form.querySelectorAll("[data-tab]")] : [];
  const body = panel => panel.querySelector("textarea");
  const bodies = list => list.map(body).filter(Boolean);
  const of = language => panels.filter(panel => panel.dataset.panel === language);
  const isFaulty = panel => !!panel.querySelector("[aria-invalid=true]");
  const isWritten = panels => bodies(panels).length > 0 && bodies(panels).every(each => each.value.trim() !== "");
  const open = language => {
    panels.forEach(panel => { panel.hidden = panel.dataset.panel !== language; });
    tabs.forEach(tab => {
      const chosen = tab.dataset.tab === language;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
    });
    choose("language", language);
    translate(language);
  };
  // What is to be translated stands above the field, as it is in the language that was written first.
  const translate = language => {
    form.querySelectorAll(".source").forEach(each => each.remove());
    if (!("spoken" in form.dataset)) return;
    const text = panel => panel.querySelector("textarea, input[lang]");
    const first = [form.dataset.language, ...tabs.map(tab => tab.dataset.tab)].find(each => of(each).some(panel => text(panel)?.value.trim()));
    if (first === language) return;
    of(language).forEach(panel => {
      const words = [...panel.parentElement.children].filter(other => other.dataset.panel === first).map(text)[0]?.value.trim();
      if (!words) return;
      const source = Object.assign(document.createElement("p"), { className: "source", lang: first, dir: "auto", textContent: words });
      text(panel).before(source);
    });
  };
  const mark = () => tabs.forEach(tab => {
    const own = tab.getAttribute("aria-controls").split(" ").map(id => document.getElementById(id));
    tab.toggleAttribute("data-written", isWritten(own));
    tab.toggleAttribute("data-faulty", of(tab.dataset.tab).some(isFaulty));
  });
  addEventListener("relais:reveal", event => {
    const panel = event.target.closest("[data-panel]");
    if (panel) open(panel.dataset.panel);
  });
  tabs.forEach(tab => {
    tab.addEventListener("click", () => open(tab.dataset.tab));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const row = [...tab.parentElement.children];
      const next = row[(row.indexOf(tab) + step + row.length) % row.length];
      open(next.dataset.tab);
      next.focus();
    });
  });

  // A chip writes at the caret: of the second text from beside it, else of the text that had the caret last, else of the
  // first. A style goes around what is selected.
  const second = document.getElementById("variant-part");
  let caret = null;
  bodies(panels).forEach(each => each.addEventListener("focus", event => { caret = event.target; }));
  const insert = (tool, before, after) => {
    const shown = bodies(panels.filter(panel => !panel.hidden));
    const field = second?.contains(tool) ? shown.find(each => second.contains(each))
      : shown.find(each => each === caret && each.offsetParent) ?? shown[0];
    const { selectionStart: from, selectionEnd: to, value } = field;
    const chosen = value.slice(from, to);
    // Who gave no name is called what suits the text's own language.
    if (!after && /[\p{L}\p{N},;:.!?)]$/u.test(value.slice(0, from))) before = " " + before;
    if (field.dataset.unnamed) before = before.replace(/^( ?\{\{(?:first_)?name\|).*(?=\}\})/, `$1${field.dataset.unnamed}`);
    field.setRangeText(before + chosen + after, from, to, "end");
    if (after) field.setSelectionRange(from + before.length, from + before.length + chosen.length);
    // What stands in for who has nothing there is to be written next.
    const dots = before.indexOf("|…}}");
    if (dots > 0) field.setSelectionRange(from + dots + 1, from + dots + 2);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form?.querySelectorAll("[data-insert]").forEach(chip => chip.addEventListener("click", () => insert(chip, chip.dataset.insert, "")));
  form?.querySelectorAll("[data-around]").forEach(style =>
    style.addEventListener("click", () => insert(style, style.dataset.around, style.dataset.around)));

  // What fills a place of a template is pressed, or written when it is something else: the field is there for that alone.
  const bare = text => text.replace(/\|[^}]*/, "");
  const fill = place => {
    const field = place.querySelector("input");
    const chips = [...place.querySelectorAll("[data-place]")];
    const own = place.dataset.own || !chips.some(chip => chip.dataset.place && bare(chip.dataset.place) === bare(field.value));
    chips.forEach(chip => chip.setAttribute("aria-pressed",
      own ? chip.dataset.place === "" && (field.value !== "" || !!place.dataset.own) : bare(chip.dataset.place) === bare(field.value)));
    field.hidden = !own;
  };
  const fillAll = () => document.querySelectorAll(".place").forEach(fill);
  addEventListener("htmx:afterSwap", fillAll);
  fillAll();
  addEventListener("click", event => {
    const chip = event.target.closest?.("[data-place]");
    if (!chip) return;
    const place = chip.closest(".place");
    const field = place.querySelector("input");
    if (chip.dataset.place) delete place.dataset.own;
    else place.dataset.own = "yes";
    field.value = chip.dataset.place;
    fill(place);
    if (!chip.dataset.place) field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // One phone out of all: its channel and language stay as they were chosen when the preview is renewed.
  const chosen = {};
  const show = () => document.querySelectorAll("[data-phones]").forEach(set => {
    const phones = [...set.querySelectorAll("[data-channel]")];
    const of = (kind, value) => phones.some(phone => phone.dataset[kind] === value);
    const first = kind => of(kind, chosen[kind]) ? chosen[kind] : phones[0]?.dataset[kind];
    const [channel, language] = [first("channel"), first("language")];
    phones.forEach(phone => {
      phone.hidden = phone.dataset.channel !== channel || phone.dataset.language !== language;
    });
    set.querySelectorAll("[data-choose]").forEach(button =>
      button.setAttribute("aria-pressed", button.value === (button.dataset.choose === "channel" ? channel : language)));
  });
  const choose = (kind, value) => { chosen[kind] = value; show(); };
  addEventListener("click", event => {
    const button = event.target.closest?.("[data-choose]");
    if (button) choose(button.dataset.choose, button.value);
  });
  addEventListener("htmx:afterSwap", show);
  // A rehearsal is read from its end, where the buttons are.
  addEventListener("htmx:afterSwap", event => {
    if (event.target.id === "looks") event.target.querySelectorAll(".screen:has(button)").forEach(screen => { screen.scrollTop = screen.scrollHeight; });
  });
  document.getElementById("person")?.addEventListener("change", event => {
    const { value, dataset } = event.target.selectedOptions[0];
    if (!value) return;
    choose("language", dataset.language || form.dataset.language);
    const channels = dataset.channels?.split(" ").filter(Boolean) ?? [];
    if (channels.length && !channels.includes(chosen.channel)) choose("channel", channels[0]);
  });
  show();
  if (!form) return;
  form.addEventListener("input", mark);
  mark();
  // The reader's own language, where it is written or nothing is.
  const own = of(document.documentElement.lang)[0];
  const written = panels.find(panel => isWritten([panel]));
  const opening = panels.find(isFaulty) ?? of(form.dataset.open)[0] ?? (own && isWritten([own]) ? own : written) ?? own;
  if (panels.length) open((opening ?? of(form.dataset.language)[0] ?? panels[0]).dataset.panel);

  // A form whose parts come and go is not kept: whoever leaves it unsaved is asked by the browser.
  if (!form.dataset.keep) {
    const values = () => JSON.stringify([...new FormData(form)]);
    const loaded = values();
    let sent = false;
    form.addEventListener("submit", () => { sent = true; });
    addEventListener("beforeunload", event => {
      if (!sent && (form.dataset.unsaved || values() !== loaded)) event.preventDefault();
    });
    return;
  }

  // What was typed is kept until it is saved, offered back after a reload, and forgotten with the sign-out.
  const key = ["relais", form.dataset.keep, new URL(form.action).pathname, form.elements.kind?.value].join(":");
  // The fields of the picture are others after each upload.
  const kept = () => [...form.elements].filter(field => field.name && !["hidden", "submit", "button", "password", "file"].includes(field.type));
  const typed = () => JSON.stringify(kept().filter(field => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map(field => [field.name, field.value]));
  const loaded = typed();
  // What the server has; nothing when it gave the form back with faults.
  const saved = form.dataset.unsaved ? null : loaded;
  const store = work => { try { return work(localStorage); } catch { return null; } };
  const keep = () => {
    const now = typed();
    store(storage => now === saved ? storage.removeItem(key) : storage.setItem(key, JSON.stringify({ at: Date.now(), now })));
  };
  const offer = document.getElementById("kept");
  const before = store(storage => JSON.parse(storage.getItem(key)));
  const old = before && Date.now() - before.at > 7 * 24 * 3600 * 1000;
  if (old || before?.now === saved) store(storage => storage.removeItem(key));
  else if (before && before.now !== loaded) offer.hidden = false;
  offer.querySelector("[data-take]").addEventListener("click", () => {
    const values = JSON.parse(before.now);
    kept().forEach(field => {
      const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(field.type)) field.checked = own.includes(field.value);
      else if (own.length) field.value = own[0];
      if (field.value === field.defaultValue) return;
      for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    });
    offer.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    offer.hidden = true;
    store(storage => storage.removeItem(key));
  });
  let waiting = 0;
  form.addEventListener("input", () => {
    if (!offer.hidden) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  });
  addEventListener("pagehide", () => { if (offer.hidden && !form.dataset.sent) keep(); });
  // Forgotten when the next page says that it was saved.
  form.addEventListener("submit", event => {
    clearTimeout(waiting);
    // The form comes back with a further language, and with everything that is in it.
    if (event.submitter?.name === "add") { store(storage => storage.removeItem(key)); return; }
    keep();
    store(() => sessionStorage.setItem("relais:sent", key));
  });
})();
