// Forms in which messages are composed: one language at a time, variables and styles at the caret, one phone, and what was
// typed is kept in this browser until it is saved.
(() => {
  const form = document.querySelector("form[data-keep], form[data-spoken]");
  // The sheet opens at its top, wherever it was left.
  const sheet = document.getElementById("preview");
  sheet?.addEventListener("toggle", () => { sheet.scrollTop = 0; });

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
    if (form.elements.tab) form.elements.tab.value = language;
    choose("language", language);
    translate(language);
    ask();
  };
  // What is to be translated stands above the field, as it is in the language that was written first.
  const text = panel => panel.querySelector("textarea, input[lang]");
  const written = panel => text(panel)?.value.trim();
  const first = () => [form.dataset.language, ...tabs.map(tab => tab.dataset.tab)].find(each => of(each).some(written));
  const original = panel => [...panel.parentElement.children].filter(other => other.dataset.panel === first()).map(written)[0];
  const translate = language => {
    form.querySelectorAll(".source").forEach(each => each.remove());
    if (!("spoken" in form.dataset) || first() === language) return;
    of(language).filter(original).forEach(panel => text(panel)?.before(
      Object.assign(document.createElement("p"), { className: "source", lang: first(), dir: "auto", textContent: original(panel) })));
  };
  // A question with a choice has two answers at least, in whatever language it is written.
  const wanted = panel => {
    const question = panel.closest(".of-choice")?.closest("fieldset");
    if (question?.querySelector("select[name$=_kind]")?.value !== "choice") return false;
    if (![...question.querySelectorAll("textarea")].some(each => each.value.trim())) return false;
    const rows = [...question.querySelectorAll(".of-choice .rows > *")];
    return rows.indexOf(panel.parentElement) < 2 && rows.filter(row => [...row.querySelectorAll("[data-panel]")].some(written)).length < 2;
  };
  // What one language says and another does not is marked at its field, and counted on the tab; so is what none says yet.
  const lacking = language => of(language).filter(panel => {
    const lacks = !!text(panel) && !written(panel) && (!!original(panel) || wanted(panel));
    panel.toggleAttribute("data-lacking", lacks);
    if (text(panel)) text(panel).placeholder = lacks ? form.dataset.lacking : "";
    return lacks;
  }).length;
  // What else is said in a language is asked for once its text is written, or as long as that is looked at.
  const further = form ? [...form.querySelectorAll("[data-in]")] : [];
  const ask = () => further.forEach(field => {
    const language = field.dataset.in, input = field.querySelector("input");
    field.hidden = !(input.value.trim() || input.matches("[aria-invalid=true]") || bodies(of(language)).some(each => each.value.trim())
      || tabs.some(tab => tab.dataset.tab === language && tab.getAttribute("aria-selected") === "true"));
  });
  const controlled = tab => tab.getAttribute("aria-controls").split(" ").map(id => document.getElementById(id));
  const mark = () => tabs.forEach(tab => {
    const own = controlled(tab);
    const count = form.dataset.lacking ? lacking(tab.dataset.tab) : 0;
    tab.toggleAttribute("data-written", !count && isWritten(own));
    // A second text has tabs of its own, and marks them alone.
    const others = tabs.filter(other => other !== tab).flatMap(controlled);
    tab.toggleAttribute("data-faulty", of(tab.dataset.tab).some(panel => isFaulty(panel) && !others.includes(panel)));
    if (count) tab.dataset.lacking = `${count} ${form.dataset.lacking}`;
    else delete tab.dataset.lacking;
  });
  addEventListener("relais:reveal", event => {
    const panel = event.target.closest("[data-panel]");
    if (panel) open(panel.dataset.panel);
  });
  // What is unfolded comes out from under the bar at the bottom.
  form?.addEventListener("click", ({ target }) => {
    const part = target.closest("summary")?.parentElement;
    if (part) requestAnimationFrame(() => part.open && part.scrollIntoView({ block: "nearest" }));
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

  // What is personal in a text is read and typed as "[First name]", its colour tells it from words, and it is sent as the
  // variable that it stands for; its name in another language of the console is understood as well. Whoever
  // gave no name is called what stands below the text of that language.
  const chips = form ? [...form.querySelectorAll("[data-insert]")] : [];
  const texts = chips.length ? [...form.querySelectorAll("[data-variables]")] : [];
  const tools = form?.querySelector("[data-else]");
  const variables = new Map(), labels = new Map();
  const know = (label, name, usual) => {
    if (labels.has(name)) return;
    const free = variables.has(label.toLowerCase()) ? name : label;
    labels.set(name, free);
    variables.set(free.toLowerCase(), { name, usual });
  };
  chips.forEach(chip => know(chip.dataset.label, ...chip.dataset.insert.slice(2, -2).split("|")));
  tools?.dataset.personal.split(" ").filter(Boolean).forEach(name => know(name, name));
  const listed = text => (text ?? "").split("|").filter(Boolean);
  chips.forEach(chip => listed(chip.dataset.also).map(also => also.toLowerCase()).filter(also => !variables.has(also))
    .forEach(also => variables.set(also, variables.get(chip.dataset.label.toLowerCase()))));
  const quoted = text => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const any = (list, end) => [...list].map(end).sort((one, other) => other.length - one.length).map(quoted).join("|");
  const otherwise = tools?.dataset.else ?? "";
  const elses = any([otherwise, ...listed(tools?.dataset.also)], words => words);
  const chip = `\\[(${any(variables.keys(), label => label)})(?:(?:${elses})([^\\]\\n]*))?\\]`;
  // What was meant to be one and is none: braces, or the beginning of one in brackets.
  const wrong = `(?<!\\\\)\\{\\{[^{}\\n]*\\}*|\\{\\p{L}[^{}\\n]*\\}|\\[(?:${any(variables.keys(), label => label.slice(0, Math.max(4, label.length - 2)))})[^\\]\\n]*\\]?`;
  const isName = name => /^(first_)?name$/.test(name);
  const unnamed = language => {
    const field = form.querySelector(`[data-unnamed="${language}"]`);
    return field ? field.value.replace(/[{}|\[\]]/g, "").trim() : "";
  };
  const shown = (text, language) => text.replace(/(?<!\\)\{\{\s*([\p{L}][\p{L}\p{N}_.-]*)\s*(?:\|([^{}\[\]\n]*))?\}\}/gu, (written, name, words) => {
    const label = labels.get(name);
    if (!label) return written;
    return words === undefined || isName(name) && words.trim() === unnamed(language) ? `[${label}]` : `[${label}${otherwise}${words.trim()}]`;
  });
  const meant = field => !texts.includes(field) ? field.value : field.value.replace(new RegExp(chip, "giu"), (written, label, words) => {
    const { name, usual } = variables.get(label.toLowerCase());
    const instead = words?.replace(/[{}|]/g, "").trim() ?? (isName(name) ? unnamed(field.lang) : usual);
    return `{{${name}${instead === undefined ? "" : "|" + instead}}}`;
  });
  // What is typed on one line is not coloured.
  const long = texts.filter(field => field.matches("textarea"));
  const paint = field => {
    const layer = field.previousElementSibling, pieces = [];
    let at = 0;
    for (const found of field.value.matchAll(new RegExp(`(${chip})|${wrong}`, "giu"))) {
      const mark = Object.assign(document.createElement("mark"), { textContent: found[0], className: found[1] ? "" : "wrong" });
      pieces.push(field.value.slice(at, found.index), mark);
      at = found.index + found[0].length;
    }
    // The end of the last line has a height of its own.
    layer.replaceChildren(...pieces, field.value.slice(at) + "\u200b");
    layer.scrollTop = field.scrollTop;
  };
  const paintAll = () => {
    long.forEach(paint);
    form.querySelectorAll("[data-unnamed]").forEach(field => {
      const says = ([, label, words]) => words === undefined && label && isName(variables.get(label.toLowerCase()).name);
      field.closest("label").hidden = !texts.some(text => text.lang === field.dataset.unnamed && [...text.value.matchAll(new RegExp(chip, "giu"))].some(says));
    });
  };
  // As it was composed elsewhere, or pasted.
  const name = field => {
    const text = shown(field.value, field.lang);
    if (text === field.value) return;
    const behind = field.value.length - field.selectionEnd;
    field.value = text;
    field.setSelectionRange(text.length - behind, text.length - behind);
  };
  const write = (field, text, from, to) => {
    field.focus();
    field.setSelectionRange(from, to);
    // As if typed, so that it can be undone.
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  texts.forEach(field => {
    const words = field.value.match(/\{\{(?:first_)?name\|([^{}\[\]\n]+)\}\}/)?.[1].trim();
    const below = form.querySelector(`[data-unnamed="${field.lang}"]`);
    if (words && below && !below.dataset.said) Object.assign(below, { value: words }).dataset.said = "yes";
  });
  long.forEach(field => {
    const box = document.createElement("div"), layer = document.createElement("div");
    box.className = "varied";
    layer.setAttribute("aria-hidden", "true");
    layer.dir = field.dir;
    const style = getComputedStyle(field);
    ["font", "lineHeight", "letterSpacing", "padding", "borderWidth"].forEach(each => { layer.style[each] = style[each]; });
    field.before(box);
    box.append(layer, field);
    field.addEventListener("scroll", () => { layer.scrollTop = field.scrollTop; });
  });
  texts.forEach(field => {
    name(field);
    field.addEventListener("input", event => { if (!event.isComposing) name(field); });
    // It goes as one.
    field.addEventListener("beforeinput", event => {
      const { selectionStart: from, selectionEnd: to, value } = field;
      if (from !== to || !/^delete(Content|Word)(Back|For)ward$/.test(event.inputType)) return;
      const beside = [...value.matchAll(new RegExp(chip, "giu"))]
        .find(({ 0: text, index }) => event.inputType.endsWith("Backward") ? to === index + text.length : from === index);
      if (!beside || !event.cancelable) return;
      event.preventDefault();
      write(field, "", beside.index, beside.index + beside[0].length);
    });
  });
  form?.addEventListener("formdata", event => texts.forEach(field => event.formData.set(field.name, meant(field))));

  // A chip writes at the caret: of the second text from beside it, else of the text that had the caret last, else of the
  // first. A style goes around what is selected.
  const second = document.getElementById("variant-part");
  let caret = null;
  bodies(panels).forEach(each => each.addEventListener("focus", event => { caret = event.target; }));
  // The phone shows the text that is being written.
  const look = document.getElementById("look");
  if (look) bodies(panels).forEach(each =>
    each.addEventListener("input", () => { look.value = second?.contains(each) ? "b" : "a"; }));
  const insert = (tool, put) => {
    const open = bodies(panels.filter(panel => !panel.hidden));
    const field = second?.contains(tool) ? open.find(each => second.contains(each))
      : open.find(each => each === caret && each.offsetParent) ?? open[0];
    put(field, field.selectionStart, field.selectionEnd, field.value);
  };
  chips.forEach(chip => chip.addEventListener("click", () => insert(chip, (field, from, to, value) => {
    const [, usual] = chip.dataset.insert.split("|");
    const own = isName(chip.dataset.insert.slice(2).split("|")[0]) || !usual ? "" : otherwise + usual.slice(0, -2);
    const space = /[\p{L}\p{N},;:.!?)\]]$/u.test(value.slice(0, from)) ? " " : "";
    const text = `${space}[${labels.get(chip.dataset.insert.slice(2, -2).split("|")[0])}${own}]`;
    write(field, text, from, to);
    // What stands in for who has nothing there is to be written next.
    if (own) field.setSelectionRange(from + text.length - 1 - own.length + otherwise.length, from + text.length - 1);
  })));
  form?.querySelectorAll("[data-around]").forEach(style => style.addEventListener("click", () => insert(style, (field, from, to, value) => {
    const around = style.dataset.around;
    write(field, around + value.slice(from, to) + around, from, to);
    field.setSelectionRange(from + around.length, to + around.length);
  })));

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
  addEventListener("relais:renewed", fillAll);
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
    set.querySelectorAll("[data-instead]").forEach(note => { note.hidden = !chosen.language || chosen.language === language; });
    set.querySelectorAll("[data-choose]").forEach(button =>
      button.setAttribute("aria-pressed", button.value === (button.dataset.choose === "channel" ? channel : language)));
  });
  const choose = (kind, value) => { chosen[kind] = value; show(); };
  addEventListener("click", event => {
    const button = event.target.closest?.("[data-choose]");
    if (button) choose(button.dataset.choose, button.value);
  });
  addEventListener("relais:renewed", show);
  // A rehearsal is read from its end, where the buttons are; and so is a message while its buttons are being written.
  addEventListener("relais:renewed", event => {
    if (event.target.id !== "looks") return;
    const ofButton = /^(label|url)_\d/.test(document.activeElement?.name ?? "");
    event.target.querySelectorAll(ofButton ? ".screen" : ".screen:has(button)").forEach(screen => { screen.scrollTop = screen.scrollHeight; });
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
  form.addEventListener("input", () => { mark(); ask(); paintAll(); });
  // What is said at its field is not said again by the preview.
  const sayOnce = () => {
    const said = [...form.querySelectorAll(".fault:not([hidden])")].map(fault => fault.textContent);
    document.querySelectorAll("[data-wrong]").forEach(each => { each.hidden = said.some(words => each.textContent.endsWith(words)); });
  };
  addEventListener("relais:renewed", sayOnce);
  mark();
  paintAll();
  // The reader's own language, where it is written; where nothing is, the one in which the organisation writes.
  const own = of(document.documentElement.lang)[0];
  const opening = panels.find(isFaulty) ?? of(form.dataset.open || location.hash.replace("#tab_", ""))[0]
    ?? (own && isWritten([own]) ? own : panels.find(panel => isWritten([panel])));
  if (panels.length) open((opening ?? of(form.dataset.language)[0] ?? own ?? panels[0]).dataset.panel);

  // What was unfolded comes back so, also with faults.
  form?.addEventListener("formdata", ({ formData }) =>
    form.querySelectorAll("details[data-stays][open]").forEach(each => formData.append("opened", each.id)));

  // What may only be read is not kept.
  if (!form.dataset.keep) return;

  // What was typed is kept until it is saved, offered back after a reload, and forgotten with the sign-out.
  const key = ["relais", form.dataset.keep, new URL(form.getAttribute("action") ?? "", location.href).pathname,
    form.elements.kind?.value ?? form.elements.then?.value].join(":");
  // Where rows come and go the server draws them: the name of the button that asks it for the form as it is.
  const redraw = form.dataset.redraw;
  // What is of this page alone is not written: its tokens, whom the preview shows, where it is open and leads back to. Neither
  // are the fields of the picture, which are others after each upload; hidden fields of rows say which rows they are.
  const passing = ["form", "once", "tab", "back", "way", "person", "look"];
  const kept = () => [...form.elements].filter(field => field.name && !passing.includes(field.name)
    && !["submit", "button", "password", "file", redraw ? "" : "hidden"].includes(field.type));
  const typed = () => JSON.stringify(kept().filter(field => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map(field => [field.name, meant(field)]));
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
  // What came back with its faults is what was typed last.
  else if (before && before.now !== loaded && saved !== null) offer.hidden = false;
  const take = () => {
    const values = JSON.parse(before.now);
    if (redraw) {
      const again = Object.assign(document.createElement("form"), { method: "post", action: form.getAttribute("action"), hidden: true });
      [[redraw, "kept"], ...[...new FormData(form)].filter(([name]) => passing.includes(name)), ...values].forEach(([name, value]) =>
        again.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })));
      document.body.append(again);
      again.submit();
      return;
    }
    // To whom it goes stays as the address has it.
    kept().filter(field => !field.closest("[data-addressed]")).forEach(field => {
      const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(field.type)) field.checked = own.includes(field.value);
      else if (own.length) field.value = texts.includes(field) ? shown(own[0], field.lang) : own[0];
      if (meant(field) === field.defaultValue) return;
      for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    });
    offer.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  offer.querySelector("[data-take]").addEventListener("click", take);
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
  // Whoever comes back from putting an audience together goes on with the message.
  if ("resume" in form.dataset && !offer.hidden) take();
  addEventListener("pagehide", () => { if (offer.hidden && !form.dataset.sent) keep(); });
  // Forgotten when the next page says that it was saved.
  form.addEventListener("submit", event => {
    clearTimeout(waiting);
    keep();
    // The form comes back with a further language or row, and with everything that is in it.
    if (event.submitter?.formNoValidate) return;
    store(() => sessionStorage.setItem("relais:sent", key));
  });
})();
