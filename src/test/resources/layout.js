/*
 * What is wrong with the layout of a page, in words; nothing when all is well. Controls must be readable (WCAG 2.2, 1.4.3:
 * contrast of 4.5), the browser's own ones too, and so must all text (3 where it is large); none may lie on another, and each has a
 * name for whoever does not see it (4.1.2), as pictures have (1.1.1); lists and tables must fill the page that they are on, and no
 * figure may stand outside the box that shows it.
 */
() => {
  const faults = [];
  const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const name = (element) => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '')
    + (element.className ? '.' + String(element.className).trim().replaceAll(/\s+/g, '.') : '');

  const unseen = (element) => {
    const style = getComputedStyle(element);
    return style.clipPath !== 'none' || style.opacity === '0';
  };

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (front, back) => front.slice(0, 3).map((part, i) => part * front[3] + back[i] * (1 - front[3]));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (text, back) => {
    const [light, dark] = [luminance(over(text, back)), luminance(back)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const readable = (what, text, back, least = 4.5) => {
    const ratio = contrast(text, back);
    if (ratio < least) {
      faults.push(`${what}: contrast ${ratio.toFixed(1)}`);
    }
  };

  for (const control of document.querySelectorAll('button, [role=button], input:not([type=hidden]), select, textarea')) {
    if (!shown(control) || control.disabled) {
      continue;
    }
    const back = ground(control);
    if (control.type === 'file') {
      const button = getComputedStyle(control, '::file-selector-button');
      readable(name(control) + '::file-selector-button', rgba(button.color), over(rgba(button.backgroundColor), back));
    }
    if (!['checkbox', 'radio'].includes(control.type)) {
      readable(name(control), rgba(getComputedStyle(control).color), back);
    }
  }

  // What is switched off, and what a picture's text is for, may be pale.
  const pale = (element) => element.closest(':disabled, [aria-disabled=true], [inert], svg') !== null;
  const isLarge = (style) => parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
  const opacity = (element) => {
    let left = 1;
    for (let at = element; at; at = at.parentElement) {
      left *= parseFloat(getComputedStyle(at).opacity);
    }
    return left;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (told.has(element) || !/[\p{L}\p{N}]/u.test(texts.currentNode.data) || !shown(element) || pale(element)) {
      continue;
    }
    told.add(element);
    const style = getComputedStyle(element);
    const [red, green, blue, alpha] = rgba(style.color);
    if (alpha === 0) {
      continue; // Its marks lie behind a field that shows the text.
    }
    readable(`${name(element)} "${texts.currentNode.data.trim().slice(0, 20)}"`, [red, green, blue, alpha * opacity(element)],
      ground(element), isLarge(style) ? 3 : 4.5);
  }

  const named = (element) => [element.getAttribute('aria-label'), element.title, element.innerText, element.value, element.alt,
    ...[...(element.labels || [])].map((label) => label.innerText),
    ...[...element.querySelectorAll('img[alt], svg[aria-label]')].map((image) => image.alt || image.getAttribute('aria-label')),
    ...(element.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.innerText)]
    .some((words) => words && words.trim());
  for (const control of document.querySelectorAll('a[href], button, [role=button], summary, img:not([alt])')) {
    if (shown(control) && !unseen(control) && !named(control)) {
      faults.push(`${name(control)} has no name`);
    }
  }
  for (const field of document.querySelectorAll('input:not([type=hidden], [type=submit], [type=button]), select, textarea')) {
    const words = [field.getAttribute('aria-label'), field.title, ...[...(field.labels || [])].map((label) => label.innerText),
      ...(field.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.innerText)];
    if (shown(field) && !words.some((word) => word && word.trim())) {
      faults.push(`${name(field)} has no label`);
    }
  }

  // Of what is above the page on purpose nobody expects that it leaves the page free.
  const floats = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(at).position) && at.tagName !== 'BODY') {
        return true;
      }
    }
    return false;
  };
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const part = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflow !== 'visible') {
        const clip = at.getBoundingClientRect();
        part.left = Math.max(part.left, clip.left);
        part.right = Math.min(part.right, clip.right);
        part.top = Math.max(part.top, clip.top);
        part.bottom = Math.min(part.bottom, clip.bottom);
      }
    }
    return part;
  };
  const TOUCH = 3;
  const placed = [...document.querySelectorAll('main :is(a[role=button], button, summary, input:not([type=hidden]), select, textarea)')]
    .filter((element) => shown(element) && !unseen(element) && !floats(element))
    .map((element) => {
      // The buttons of a step lie in the room that its heading leaves them.
      const room = element.tagName === 'SUMMARY' ? parseFloat(getComputedStyle(element).paddingRight) : 0;
      const part = seen(element);
      return { element, ...part, right: part.right - room };
    });
  placed.forEach((one, at) => placed.slice(at + 1).forEach((other) => {
    const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (wide > TOUCH && high > TOUCH && !one.element.contains(other.element)) {
      faults.push(`${name(one.element)} and ${name(other.element)} lie on one another`);
    }
  }));

  const main = document.querySelector('main');
  const frame = getComputedStyle(main);
  const room = main.clientWidth - parseFloat(frame.paddingLeft) - parseFloat(frame.paddingRight);
  for (const list of main.querySelectorAll('.list, .scroll')) {
    const width = list.getBoundingClientRect().width;
    if (shown(list) && !list.closest('.two, .split, .box, .card, details, fieldset') && width < 0.95 * room) {
      faults.push(`${name(list)} is ${Math.round(width)} px wide where there are ${Math.round(room)}`);
    }
  }
  for (const figure of main.querySelectorAll('td.number')) {
    const box = figure.closest('.scroll')?.getBoundingClientRect();
    const scrolls = figure.closest('.scroll')?.hasAttribute('tabindex');
    const own = figure.getBoundingClientRect();
    if (shown(figure) && box && !scrolls && (own.right > box.right + 1 || own.left < box.left - 1)) {
      faults.push(`a figure of ${name(figure.closest('table'))} is cut off`);
    }
  }
  // What a page asks to be pressed lies over nothing that is to be read before.
  for (const button of main.querySelectorAll('#message ~ div .stacked form button')) {
    const own = button.getBoundingClientRect();
    for (const part of main.querySelectorAll('#message, #message ~ div .box')) {
      const box = part.getBoundingClientRect();
      if (shown(part) && own.top < box.bottom && own.bottom > box.top && own.left < box.right && own.right > box.left) {
        faults.push(`${name(button)} lies over ${name(part)}`);
      }
    }
  }
  // A figure and its share are two.
  for (const words of main.querySelectorAll('.bar-words')) {
    const [figure, share] = ['strong', '.muted'].map((part) => words.querySelector(':scope > ' + part));
    if (figure && share && shown(share)) {
      const [left, right] = [figure, share].map((part) => { const range = document.createRange(); range.selectNodeContents(part); return range.getBoundingClientRect(); });
      if (left.right > right.left - 1 && left.bottom > right.top && left.top < right.bottom) {
        faults.push(`"${words.innerText}" is read as one number`);
      }
    }
  }
  return [...new Set(faults)];
}
