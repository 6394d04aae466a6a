/* What tests ask a page in the browser. Each function returns texts that say what is wrong; none is what is hoped for. */
window.inspection = (() => {
  "use strict";
  const LEAST_PIXELS = 12, SLACK = 1.5;

  function describe(element) {
    const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "");
    const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
    return `<${name} class="${element.getAttribute("class") || ""}"> ${text}`;
  }

  function isShown(element) {
    return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
      && !element.closest(".visually-hidden, .skip");
  }

  function* iterTexts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.trim() && !node.parentElement.closest("script, style, title, desc") && isShown(node.parentElement)) {
        yield node;
      }
    }
  }

  function findSmall() {
    const found = [];
    for (const node of iterTexts()) {
      const parent = node.parentElement;
      let size = parseFloat(getComputedStyle(parent).fontSize);
      if (parent instanceof SVGElement) size *= parent.getScreenCTM().d;
      if (size < LEAST_PIXELS - 0.05) found.push(`${size.toFixed(1)} px: ${describe(parent)}`);
    }
    return found;
  }

  /* Texts that stick out of a box around them, up to the first that scrolls. */
  function findSpilt() {
    const found = [];
    const range = document.createRange();
    for (const node of iterTexts()) {
      if (node.parentElement instanceof SVGElement) continue;
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      for (let box = node.parentElement; box && box !== document.documentElement; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.display.startsWith("inline") || style.display === "contents") continue;
        if (/auto|scroll/.test(style.overflowX)) break;
        const edges = box.getBoundingClientRect();
        if (text.right > edges.right + SLACK || text.left < edges.left - SLACK) {
          found.push(`${(text.right - edges.right).toFixed(0)} px out of ${describe(box)}: ${node.data.trim().slice(0, 60)}`);
          break;
        }
      }
    }
    return found;
  }

  /* Texts of a chart that lie on each other, or leave the chart. */
  function findOverlaps() {
    const found = [];
    for (const chart of document.querySelectorAll("svg.chart")) {
      if (!isShown(chart)) continue;
      const frame = chart.getBoundingClientRect();
      const boxes = [...chart.querySelectorAll("text")].filter((text) => text.textContent.trim())
        .map((text) => [text, text.getBoundingClientRect()]);
      boxes.forEach(([text, box], number) => {
        // The first letter of a label may reach a little over its edge, as a J does; nothing hides that.
        if (box.right > frame.right + SLACK || box.left < frame.left - 4 * SLACK || box.bottom > frame.bottom + SLACK) {
          found.push(`leaves its chart: ${describe(text)}`);
        }
        for (const [other, its] of boxes.slice(number + 1)) {
          const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
          const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
          // Lines of one text stand close: only what covers more than a third of a line counts.
          if (across > SLACK && down > Math.min(box.height, its.height) / 3) {
            found.push(`overlap: ${describe(text)} and ${describe(other)}`);
          }
        }
      });
    }
    return found;
  }

  /* Boxes that hide a part of the text in them. */
  function findCut() {
    const found = [];
    for (const box of document.querySelectorAll("body *")) {
      if (box instanceof SVGElement || !isShown(box) || box.matches("input")) continue;
      const style = getComputedStyle(box);
      const isCut = (hides, inside, outside) => /hidden|clip/.test(hides) && inside > outside + SLACK;
      if (isCut(style.overflowX, box.scrollWidth, box.clientWidth) || isCut(style.overflowY, box.scrollHeight, box.clientHeight)) {
        found.push(`cut: ${describe(box)}`);
      }
    }
    return found;
  }

  function findWide() {
    const root = document.documentElement;
    return root.scrollWidth > window.innerWidth ? [`${root.scrollWidth} px wide in ${window.innerWidth}`] : [];
  }

  function findAll() {
    return [...findWide(), ...findSmall(), ...findSpilt(), ...findOverlaps(), ...findCut()];
  }

  /* Elements that Tab has to reach, in the order of the page. */
  function findStops() {
    const kinds = "a[href], button, input, select, textarea, summary, iframe, [tabindex='0']";
    return [...document.querySelectorAll(kinds)].filter(
      (each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }) && each.tabIndex >= 0
    );
  }

  /* Note each element that gets the focus, and what is wrong with how it shows. */
  function watchFocus() {
    const stops = findStops();
    const state = { expected: stops.length, reached: [], wrong: [] };
    document.addEventListener("focusin", ({ target }) => {
      state.reached.push(stops.indexOf(target));
      const style = getComputedStyle(target);
      const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
      if (!isMarked) state.wrong.push(`focus does not show: ${describe(target)}`);
      const box = target.getBoundingClientRect();
      if (box.width < 4 || box.height < 4) state.wrong.push(`too small to see: ${describe(target)}`);
      if (box.bottom < 1 || box.top > window.innerHeight - 1 || box.right < 1 || box.left > window.innerWidth - 1) {
        state.wrong.push(`out of sight: ${describe(target)} ${JSON.stringify(box)}`);
      }
    });
    window.focusWatch = state;
    return stops.length;
  }

  return { findWide, findSmall, findSpilt, findOverlaps, findCut, findAll, watchFocus, describe };
})();
