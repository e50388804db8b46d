// Looks at the page as a whole: what it is called, what does not fit, and where the focus
// cannot be seen.
(() => {
  const root = document.documentElement;
  const name = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 140);
  const shown = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true });
  };

  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  const tooWide = root.scrollWidth > root.clientWidth
    ? [`the page by ${root.scrollWidth - root.clientWidth} px`, ...[...document.body.querySelectorAll('*')]
      .filter((e) => shown(e) && e.getBoundingClientRect().right + scrollX > root.clientWidth + 1).slice(-3).map(name)]
    : [];

  // What is painted for an input that the design system hides is its label's.
  const painted = (e) => [e, ...(e.labels || [])];
  const looks = (e) => painted(e).flatMap((one) => [null, '::before', '::after'].map((part) => {
    const s = getComputedStyle(one, part);
    return [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth, s.color].join();
  })).join(';');
  const seen = (e) => painted(e).some((one) => [...one.getClientRects()].some((box) => {
    const [left, right, top, bottom] = [Math.max(box.left, 0), Math.min(box.right, innerWidth), Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 1 || bottom - top < 1) return false;
    return [0.5, 0.1, 0.9].some((y) => [0.5, 0.1, 0.9].some((x) => {
      const there = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return there && (one.contains(there) || there.contains(e) && there.tagName === 'LABEL');
    }));
  }));

  root.style.scrollBehavior = 'auto'; // what moves slowly comes to its end at once
  const covered = [];
  const jumps = [];
  const unmarked = [];
  let first = true;
  for (const e of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')) {
    if (e.disabled || e.tabIndex < 0 || !shown(e)) continue;
    if (document.activeElement) document.activeElement.blur();
    const before = looks(e);
    e.focus({ focusVisible: true });
    if (document.activeElement !== e) continue;
    document.getAnimations().forEach((a) => a.finish());
    if (first && scrollY > 0) jumps.push(`${name(e)} (${Math.round(scrollY)} px)`);
    first = false;
    if (!seen(e)) covered.push(name(e));
    if (looks(e) === before) unmarked.push(name(e));
  }
  if (document.activeElement) document.activeElement.blur();
  scrollTo(0, 0);
  root.style.scrollBehavior = '';

  return {
    title: document.title,
    headings: [...document.querySelectorAll('h1')].map((h) => h.innerText.trim()),
    tooWide,
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    covered,
    jumps,
    unmarked,
    help: document.querySelector('footer a')?.pathname || '',
    links: [...new Set([...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search))]
      .filter((path) => path !== location.pathname + location.search),
  };
})()
