// What htmx cannot say in attributes: which phones are open, where a chat is scrolled, copying, the theme.
(() => {
  const phones = () => document.getElementById("phones");
  const notice = (text) => {
    const line = document.getElementById("notice");
    if (line) line.textContent = text;
  };
  const card = (id) => phones()?.querySelector(`[data-phone="${CSS.escape(id)}"]`);
  const toEnd = (chat) => { chat.scrollTop = chat.scrollHeight; };

  // A chat that stood at its end does so in another width as well: one more phone makes the others narrower.
  const atEnd = (chat) => chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
  const stood = new WeakMap();
  const widths = new ResizeObserver((changes) => changes.forEach(({ target }) => {
    if (stood.get(target) ?? true) toEnd(target);
  }));
  const watch = (part) => part.querySelectorAll(".chat").forEach((chat) => {
    if (stood.has(chat)) return;
    stood.set(chat, true);
    let width = chat.clientWidth;
    chat.addEventListener("scroll", () => {
      // Where it is scrolled because it has become narrower, nobody has scrolled it.
      if (chat.clientWidth === width) stood.set(chat, atEnd(chat));
      width = chat.clientWidth;
    }, { passive: true });
    widths.observe(chat);
  });

  // The address keeps what is open, so that a reload or a shared link shows the same phones.
  const remember = () => {
    if (!phones()) return;
    const open = [...phones().querySelectorAll("[data-phone]")].map((each) => each.dataset.phone);
    const address = open.length ? "?phones=" + encodeURIComponent(open.join(",")) : "?phones=";
    history.replaceState(null, "", address);
    const language = document.querySelector("[data-language]");
    if (language) language.search = open.length ? address : "";
    markOpen();
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-close],[data-copy],[data-theme-toggle]");
    if (!target) return;
    if ("close" in target.dataset) {
      target.closest("[data-phone]").remove();
      remember();
    } else if ("copy" in target.dataset) {
      navigator.clipboard?.writeText(target.dataset.copy).then(() => {
        notice(document.body.dataset.copied);
        // What is announced stands behind this.
        if (target.closest("[popover]")) target.textContent = document.body.dataset.copied;
      }, () => {});
    } else {
      const dark = document.documentElement.dataset.theme
        ? document.documentElement.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      const next = dark ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      localStorage.setItem("sandbox-theme", next);
    }
  });

  // Times as the console beside it shows them, else as the reader's own clock does.
  const timeZone = document.body.dataset.zone || undefined;
  const day = (moment) => moment.toLocaleDateString("en", { timeZone });
  const today = (moment) => day(moment) === day(new Date());
  const page = document.documentElement.lang;
  const locale = navigator.languages.find((each) => each.startsWith(page)) ?? page;
  const localTimes = (part) => part.querySelectorAll?.("time[datetime]").forEach((each) => {
    const moment = new Date(each.dateTime);
    const clock = { hour: "2-digit", minute: "2-digit", timeZone };
    each.textContent = moment.toLocaleString(locale,
      today(moment) ? clock : { day: "numeric", month: "short", ...clock });
  });

  // Rows of phones that are open say so, and have nothing unread.
  const markOpen = () => document.querySelectorAll("[data-open]").forEach((row) => {
    if (card(row.dataset.open)?.checkVisibility?.() ?? card(row.dataset.open)) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });

  // Where one phone is shown at a time, the first is.
  const narrow = matchMedia("(max-width: 47rem)");
  const bringUp = (phone) => {
    if (!narrow.matches || phone === phones().querySelector("[data-phone]")) return;
    phones().prepend(phone);
    toEnd(phone.querySelector(".chat"));
    remember();
  };
  const foldVisit = () => document.querySelector("details#visit")?.toggleAttribute("open", !narrow.matches);
  narrow.addEventListener("change", () => { markOpen(); foldVisit(); });
  foldVisit();

  // Phones that do not stand whole beside the others are turned to, by as many as are seen.
  const turn = document.querySelector(".turn");
  const turned = () => {
    const row = phones();
    turn.hidden = row.scrollWidth - row.clientWidth < 4;
    turn.children[0].disabled = row.scrollLeft < 4;
    turn.children[1].disabled = row.scrollLeft + row.clientWidth > row.scrollWidth - 4;
  };
  if (turn) {
    phones().addEventListener("scroll", turned, { passive: true });
    new ResizeObserver(turned).observe(phones());
    new MutationObserver(turned).observe(phones(), { childList: true });
    turn.addEventListener("click", ({ target }) =>
      phones().scrollBy({ left: target.dataset.turn * phones().firstElementChild.offsetWidth, behavior: "smooth" }));
  }

  const show = (id) => {
    const open = card(id);
    if (open) {
      bringUp(open);
      open.scrollIntoView({ block: "nearest", behavior: "smooth" });
      toEnd(open.querySelector(".chat"));
    } else {
      htmx.ajax("GET", "/ui/phones/" + encodeURIComponent(id), { target: "#phones", swap: "afterbegin" });
    }
  };
  document.addEventListener("sandbox:show", (event) => show(event.detail.phone));

  // A phone that is open already is shown instead of being opened twice.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const id = event.target.dataset?.open;
    const open = id && card(id);
    if (open) {
      event.preventDefault();
      bringUp(open);
      open.scrollIntoView({ block: "nearest", behavior: "smooth" });
      if (!narrow.matches) open.querySelector("[name=text]")?.focus();
    }
  });

  // A part that somebody presses on is fetched again when they let go: a click is one button from its beginning to its end.
  let pressed = null;
  const late = new Set();
  document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
  const letGo = () => setTimeout(() => {
    pressed = null;
    late.forEach((part) => htmx.trigger(part, "refresh"));
    late.clear();
  });
  document.addEventListener("pointerup", letGo, true);
  document.addEventListener("pointercancel", letGo, true);

  // The place of the focus in a part that is replaced: the row or message that has it, and which of its buttons.
  const PRESSABLE = "a, button, summary";
  const lineOf = (element) => element?.closest("[data-message], [data-open]");
  const lineLike = (part, line) => [...part.querySelectorAll("[data-message], [data-open]")].find((each) =>
    each.dataset.message === line.dataset.message && each.dataset.open === line.dataset.open);
  const pressables = (line) => line.matches(PRESSABLE) ? [line] : [...line.querySelectorAll(PRESSABLE)];
  let focused = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const chat = event.detail.target;
    if (chat.contains(pressed) && event.detail.requestConfig.verb === "get" && chat.matches(".chat, #list")) {
      event.detail.shouldSwap = false;
      late.add(chat);
      return;
    }
    const line = chat.contains(document.activeElement) ? lineOf(document.activeElement) : null;
    focused = line && { line, place: pressables(line).indexOf(document.activeElement) };
    if (chat.classList?.contains("chat")) {
      // A list that is open stays open when its chat is fetched again.
      chat.openLists = [...chat.querySelectorAll(".line details[open]")].map((list) => list.closest(".line").dataset.message);
      chat.dataset.atEnd = atEnd(chat) ? "yes" : "";
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    localTimes(target);
    if (target.id === "list") markOpen();
    const line = focused && lineLike(target, focused.line);
    if (line && !target.contains(document.activeElement)) pressables(line)[focused.place]?.focus({ preventScroll: true });
    focused = null;
    if (target.classList?.contains("chat")) {
      target.querySelectorAll(".line details").forEach((list) => {
        list.open = target.openLists?.includes(list.closest(".line").dataset.message) ?? false;
      });
      if (target.dataset.atEnd || event.detail.requestConfig?.verb === "post") toEnd(target);
    } else if (target.id === "phones") {
      watch(target);
      const added = target.querySelector("[data-phone]");
      if (added) {
        // The one that is open already may hold words that are not sent yet.
        const open = [...target.querySelectorAll("[data-phone]")].slice(1)
          .find((each) => each.dataset.phone === added.dataset.phone);
        if (open) added.remove();
        const shown = open ?? added;
        shown.scrollIntoView({ block: "nearest", inline: "nearest" });
        toEnd(shown.querySelector(".chat"));
        if (!narrow.matches && !document.activeElement?.matches("input, select, textarea")) shown.querySelector("[name=text]")?.focus();
      }
      remember();
    }
  });

  // A form is empty as soon as it is sent, so that what is typed while it is under way is the next one's.
  const sent = new WeakMap();
  document.addEventListener("htmx:beforeSend", (event) => {
    const form = event.target;
    if (form.matches("form[data-clears]")) {
      sent.set(form, new FormData(form));
      form.reset();
    }
  });
  const putBack = (form) => sent.get(form)?.forEach((value, name) => {
    const field = form.elements[name];
    const typed = field.matches("input") ? field.value : "";
    field.value = [value, typed].filter(Boolean).join(" ");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (!form) return;
    // Only a person's own next deed clears what a fault said: chats and lists also refresh by themselves.
    if (event.detail.successful) {
      notice("");
      clear(form);
    }
    else putBack(form);
    sent.delete(form);
  });

  // What is wrong stands at its field until something else is typed; where there is none to see, in the line above.
  const clear = (part) => {
    part.querySelectorAll(".fault").forEach((each) => each.remove());
    part.querySelectorAll("[aria-invalid]").forEach((each) => {
      each.removeAttribute("aria-invalid");
      each.removeAttribute("aria-describedby");
    });
  };
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const form = event.target.closest?.("form");
    const field = form?.elements[xhr.getResponseHeader("Sandbox-Field")];
    if (!field?.matches?.("input:not([type=hidden]), select, textarea")) {
      notice(xhr.responseText);
      return;
    }
    clear(form);
    const line = document.createElement("small");
    line.className = "fault";
    line.id = "fault-" + Date.now();
    line.textContent = xhr.responseText;
    (field.closest("label") ?? form).append(line);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
    field.focus();
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches("[aria-invalid]")) clear(target.closest("label") ?? target.form);
  });

  // What happens comes by itself: the server names the phones that changed, and those that are open fetch their chat again.
  const refresh = (parts) => document.querySelectorAll(parts).forEach((part) => htmx.trigger(part, "refresh"));
  let listed = null;
  const listen = (pause) => {
    const source = new EventSource(document.body.dataset.live);
    source.onopen = () => {
      pause = 500;
      // What happened while nobody listened, as between the page and its first connection, is fetched when somebody does.
      refresh("#visit, #list, .chat");
      if (document.getElementById("notice")?.textContent === document.body.dataset.lost) notice("");
    };
    // After an interruption a browser connects again of itself, after an answer that refuses it does not.
    source.onerror = () => {
      notice(document.body.dataset.lost);
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, pause, Math.min(2 * pause, 64000));
    };
    source.addEventListener("visit", () => refresh("#visit"));
    source.addEventListener("changed", ({ data }) => {
      // Once a second at most, and never without the last change.
      listed ??= setTimeout(() => { listed = null; htmx.trigger("#list", "changed"); }, 1000);
      const chats = data === "*"
        ? [...document.querySelectorAll(".chat")]
        : data.split(" ").map((id) => card(id)?.querySelector(".chat")).filter(Boolean);
      chats.forEach((chat) => htmx.trigger(chat, "refresh"));
    });
  };

  // What is unfolded within a phone may open below what is seen of it.
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (fold.open && fold.closest(".phone > .more")) fold.scrollIntoView({ block: "nearest" });
  }, true);

  localTimes(document);
  document.querySelectorAll(".chat").forEach(toEnd);
  watch(document);
  remember();
  // htmx listens for the same event and was asked first.
  addEventListener("DOMContentLoaded", () => {
    if (document.body.dataset.live) listen(500);
    dispatchEvent(new Event("sandbox:ready"));
  }, { once: true });
})();
