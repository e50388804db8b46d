// Starts the design system's components, each on its own: one that fails leaves the
// rest, and its own markup, as they are without JavaScript. Nothing here is needed to
// get a task done.
import DS from './design-system.js';

const components = {
  '[data-module="ds-accordion"]': (element) => new DS.components.Accordion(element),
  '[data-module="ds-back-to-top"]': (element) => new DS.components.BackToTop(element),
  '[data-module="ds-character-count"]': (element) => new DS.components.CharacterCount(element),
  '[data-module="ds-checkboxes"]': (element) => new DS.components.Checkboxes(element),
  '[data-module="ds-mobile-navigation-menu"]': (element) => new DS.components.SiteNavigation(element),
  '[data-module="ds-notification"]': (element) => new DS.components.NotificationBanner(element),
  '[data-module="ds-notification-message"]': (element) => new DS.components.NotificationMessage(element),
  '[data-module="ds-side-navigation"]': (element) => new DS.components.SideNavigation(element),
  '[data-module="ds-step-navigation"]': (element) => new DS.components.StepNavigation(element),
  '[data-module="ds-tabs"]': (element) => new DS.components.Tabs(element),
  '[data-module="ds-tabs-navigation"]': (element) => new DS.components.TabsNavigation(element),
  'table[data-smallscreen]': (element) => new DS.components.MobileTable(element),
};

function attempt(what, start) {
  try {
    start();
  } catch (fault) {
    console.warn(`${what} was left as it is:`, fault);
  }
}

document.documentElement.classList.add('js-enabled');
for (const [selector, make] of Object.entries(components)) {
  for (const element of document.querySelectorAll(selector)) {
    attempt(selector, () => make(element).init());
  }
}
document.getElementById('error-summary')?.focus(); // what is wrong is read first
attempt('skip links', () => DS.components.skipLinks.init());
