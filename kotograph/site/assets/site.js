// Small conveniences; every page is complete without them.
"use strict";

// A link to a line or a value opens the fold it stands in.
function openFold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
  }
  if (target) target.scrollIntoView();
}
window.addEventListener("hashchange", openFold);
openFold();

// Narrow screens begin with the facets folded.
if (window.matchMedia("(max-width: 79rem)").matches) {
  for (const fold of document.querySelectorAll(".facets details:not([data-chosen])")) fold.open = false;
}
