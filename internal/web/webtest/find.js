// Finds what people see by its words. Called with one request; gives one answer.
(function answer(ask) {
  const tidy = (text) => (text || '').replace(/\s+/g, ' ').trim();
  const visible = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true });
  };
  const wordsOf = (e) => tidy(e.getAttribute('aria-label') || e.innerText || (e.type === 'submit' ? e.value : ''));
  const one = (found, what) => {
    if (found.length === 1) return found[0];
    throw new Error(found.length ? `${found.length} things are ${what}` : `nothing is ${what}`);
  };

  // What is clicked: exactly these words, or else the only thing that contains them.
  const pressable = (words) => {
    const all = [...document.querySelectorAll('a[href],button,summary,label,input[type=submit],[role=button]')].filter(visible);
    const exact = all.filter((e) => wordsOf(e) === words);
    return exact.length ? one(exact, `called “${words}”`) : one(all.filter((e) => wordsOf(e).includes(words)), `called “${words}”`);
  };

  const nameOf = (control) => {
    const by = control.getAttribute('aria-labelledby');
    if (control.getAttribute('aria-label')) return tidy(control.getAttribute('aria-label'));
    if (by) return tidy(by.split(' ').map((id) => document.getElementById(id)?.innerText).join(' '));
    return tidy(control.labels?.[0]?.innerText || control.placeholder);
  };
  const legendsOf = (control) => {
    const all = [];
    for (let set = control.closest('fieldset'); set; set = set.parentElement.closest('fieldset')) {
      all.push(tidy(set.querySelector('legend')?.innerText));
    }
    return all;
  };
  // A control by its label; "legend > label" where several have the same label.
  const controls = (path) => {
    const parts = path.split(' > ').map(tidy);
    const label = parts.pop();
    return [...document.querySelectorAll('input:not([type=hidden]),textarea,select')]
      .filter((c) => nameOf(c) === label && parts.every((part) => legendsOf(c).includes(part)));
  };
  const control = (path) => one(controls(path), `labelled “${path}”`);

  // Whether a press leaves for another document.
  const leaves = (e) => {
    const link = e.closest('a[href]');
    if (link) {
      const there = new URL(link.href);
      const within = there.hash && there.href.split('#')[0] === location.href.split('#')[0];
      return !within && !link.hasAttribute('download') && link.target !== '_blank';
    }
    const button = e.closest('button,input[type=submit],input[type=image]');
    return Boolean(button?.form && button.type === 'submit' && (button.form.noValidate || button.formNoValidate || button.form.checkValidity()));
  };

  const target = (e) => {
    e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = [...e.getClientRects()].find((r) => r.width > 0 && r.height > 0);
    if (!box) throw new Error('it takes no room on the page');
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const there = document.elementFromPoint(x, y);
    if (!there || !(e.contains(there) || there.contains(e) || there.control && there.control === e.control)) {
      throw new Error(`something else lies over it: ${there?.outerHTML.slice(0, 120)}`);
    }
    document.webtestMark = ask.mark;
    return { x, y, leaves: leaves(e) };
  };

  switch (ask.what) {
    case 'press':
      return target(pressable(ask.name));
    case 'press-at': {
      const all = [...document.querySelectorAll(ask.name)].filter(visible);
      return target(one(all, `at ${ask.name}`));
    }
    case 'choose': {
      const lists = controls(ask.name).filter((c) => c.tagName === 'SELECT');
      if (!lists.length) {
        const choice = one(controls(`${ask.name} > ${ask.value}`), `labelled “${ask.value}” under “${ask.name}”`);
        return target(choice.labels[0]);
      }
      const list = one(lists, `labelled “${ask.name}”`);
      const option = one([...list.options].filter((o) => tidy(o.label) === ask.value), `called “${ask.value}” in “${ask.name}”`);
      list.value = option.value;
      list.dispatchEvent(new Event('input', { bubbles: true }));
      list.dispatchEvent(new Event('change', { bubbles: true }));
      return { done: true };
    }
    case 'focus': {
      const field = control(ask.name);
      if (field.disabled || field.readOnly) throw new Error(`“${ask.name}” cannot be written in`);
      field.focus();
      field.select();
      return { done: true };
    }
    case 'value': {
      const field = control(ask.name);
      return { done: true, text: ['checkbox', 'radio'].includes(field.type) ? String(field.checked) : field.value };
    }
    case 'control':
      return control(ask.name);
    case 'where': {
      const box = one([...document.querySelectorAll(ask.name)].filter(visible), `at ${ask.name}`).getBoundingClientRect();
      return { done: true, x: box.left + scrollX, y: box.top + scrollY };
    }
    case 'text':
      return { done: true, text: tidy(one([...document.querySelectorAll(ask.name)].filter(visible), `at ${ask.name}`).innerText) };
    case 'words':
      return { done: true, text: tidy(document.body.innerText) };
    case 'focused': {
      const e = document.activeElement;
      document.webtestMark = ask.mark;
      return { done: true, text: e === document.body ? '' : nameOf(e) || wordsOf(e), leaves: leaves(e) || Boolean(e.form && e.tagName === 'INPUT' && e.form.querySelector('[type=submit],button:not([type])')) };
    }
    case 'arrived':
      return { done: document.readyState === 'complete' && document.webtestMark !== ask.mark };
    default:
      throw new Error(`unknown request ${ask.what}`);
  }
})
