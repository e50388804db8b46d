// What cannot be told from the ground.
(() => {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = 'Canvas';
  const canvas = getComputedStyle(probe).color;
  probe.remove();
  const shown = (e) => e.getBoundingClientRect().height > 0 && e.checkVisibility({ visibilityProperty: true });
  const none = (colour) => colour === 'none' || colour === canvas || /^rgba\(.*, 0\)$/.test(colour);
  const name = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120);

  const boxes = [...document.querySelectorAll('.ds_button,.ds_tag,.ds_input,.ds_select,.ds_radio__label,.ds_checkbox__label')].filter(shown).filter((e) => {
    const styles = [getComputedStyle(e)];
    if (e.tagName === 'LABEL') styles.push(getComputedStyle(e, '::before'), getComputedStyle(e, '::after'));
    return !styles.some((s) => ['Top', 'Left', 'Right', 'Bottom'].some((side) => s[`border${side}Style`] !== 'none' && parseFloat(s[`border${side}Width`]) > 0 && !none(s[`border${side}Color`]))
      || s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 && !none(s.outlineColor));
  });
  const marks = [...document.querySelectorAll('svg.picture')].filter(shown).flatMap((svg) => {
    const ground = svg.querySelector('.ground');
    const behind = ground ? getComputedStyle(ground).fill : canvas;
    return [...svg.querySelectorAll('path,line,polyline,polygon,circle,rect,text')].filter((e) => e !== ground && !e.closest('defs,clipPath') && !e.classList.contains('ground')).filter((e) => {
      const s = getComputedStyle(e);
      const line = s.stroke !== 'none' && s.stroke !== behind && parseFloat(s.strokeWidth) > 0;
      return !line && (s.fill === 'none' || s.fill === behind);
    });
  });
  return [...boxes, ...marks].map(name);
})()
