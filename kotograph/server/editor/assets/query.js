// The query page with YASGUI's editor and results. Without this script the page is a form that works just as well.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("query-data").textContent);
  const words = data.words;
  const { Yasqe, Yasr } = window;
  const form = $("query-form");
  const area = $("query-text");
  const answer = $("query-answer");
  if (!Yasqe || !Yasr) return;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const count = (number) => number.toLocaleString(data.lang === "en" ? "en-GB" : `${data.lang}-FI`);

  // --- names of things ---------------------------------------------------------------------------------------------

  const shorten = (iri) => {
    for (const [prefix, space] of Object.entries(data.prefixes)) {
      if (iri.startsWith(space) && /^[\p{L}\p{N}_-]+$/u.test(iri.slice(space.length))) {
        return `${prefix}:${iri.slice(space.length)}`;
      }
    }
    // Of our own things, what tells them apart.
    return iri.startsWith(`${data.base}id/`) ? iri.slice(data.base.length + 3) : iri;
  };
  const findAddress = (iri) => {
    if (iri.startsWith(data.prefixes.koto)) return `vocabulary.html#${iri.slice(data.prefixes.koto.length)}`;
    const local = iri.startsWith(data.base) ? iri.slice(data.base.length) : "";
    const concept = /^vocab\/([^/]+)\/([^/]+)$/.exec(local);
    if (concept) return `vocabulary/${concept[1]}.html#${concept[2]}`;
    if (local.startsWith("id/")) return data.root + local;
    return /^https?:\/\//.test(iri) ? iri : "";
  };
  const draw = (term) => {
    if (!term) return make("span", { class: "none", "aria-label": words.none }, "–");
    if (term.type === "uri") {
      const href = findAddress(term.value);
      return href ? make("a", { href, title: term.value }, shorten(term.value)) : document.createTextNode(term.value);
    }
    if (term.type === "bnode") return make("code", {}, term.value.startsWith("_:") ? term.value : `_:${term.value}`);
    const lang = term["xml:lang"];
    const text = lang ? make("span", { lang }, term.value) : term.value;
    const kind = lang ? `@${lang}` : term.datatype ? shorten(term.datatype) : "";
    return kind ? make("span", {}, text, " ", make("span", { class: "meta" }, kind)) : make("span", {}, text);
  };

  // --- what the editor suggests: our prefixes, classes and properties; nothing is asked of other hosts --------------

  const startsWith = (iris) => (_, token) => {
    const start = token?.autocompletionString ?? "";
    return iris.filter((iri) => iri.startsWith(start));
  };
  const prefixes = Object.entries(data.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`);
  Object.assign(Yasqe.Autocompleters.prefixes, { get: () => prefixes, persistenceId: null });
  Object.assign(Yasqe.Autocompleters.property, { get: startsWith(data.properties) });
  Object.assign(Yasqe.Autocompleters.class, { get: startsWith(data.classes) });

  // --- the table of results ----------------------------------------------------------------------------------------

  const PAGE = 50;
  const compare = (one, other) => {
    if (!one || !other) return (one ? 1 : 0) - (other ? 1 : 0);
    const [first, second] = [Number(one.value), Number(other.value)];
    const areNumbers = one.datatype && other.datatype && !Number.isNaN(first) && !Number.isNaN(second);
    return areNumbers ? first - second : one.value.localeCompare(other.value, data.lang);
  };

  class ResultTable {
    constructor(yasr) {
      Object.assign(this, { yasr, label: words.table, priority: 10 });
    }
    canHandleResults() {
      return (this.yasr.results?.getVariables() ?? []).length > 0;
    }
    download(name) {
      const getData = () => this.yasr.results?.asCsv() ?? "";
      return { getData, contentType: "text/csv", title: words.download, filename: `${name ?? "kotograph"}.csv` };
    }
    draw() {
      Object.assign(this, { at: 0, sorted: "", down: false, wanted: "" });
      this.variables = this.yasr.results.getVariables();
      this.all = this.yasr.results.getBindings() ?? [];
      this.body = make("tbody");
      this.caption = make("caption", { id: "result-caption" });
      this.head = make("tr");
      for (const name of this.variables) this.head.append(this.drawHeading(name));
      const table = make("table", {}, this.caption, make("thead", {}, this.head), this.body);
      const scroll = { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "result-caption" };
      this.pages = make("nav", { class: "pager", "aria-label": words.pages });
      this.yasr.resultsEl.append(this.drawFilter(), make("div", scroll, table), this.pages);
      this.refresh();
    }
    drawHeading(name) {
      const button = make("button", { type: "button" }, name);
      button.addEventListener("click", () => {
        this.down = this.sorted === name && !this.down;
        this.sorted = name;
        for (const heading of this.head.children) heading.removeAttribute("aria-sort");
        button.parentElement.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        this.refresh();
      });
      return make("th", { scope: "col" }, button);
    }
    drawFilter() {
      const input = make("input", { type: "search", id: "result-filter", autocomplete: "off" });
      input.addEventListener("input", () => {
        this.wanted = input.value.toLocaleLowerCase(data.lang);
        this.at = 0;
        this.refresh();
      });
      return make("p", { class: "query-filter" }, make("label", { for: "result-filter" }, words.filter), " ", input);
    }
    refresh() {
      const has = (row) => this.variables.some((name) => row[name]?.value.toLocaleLowerCase(data.lang).includes(this.wanted));
      const rows = this.wanted ? this.all.filter(has) : [...this.all];
      if (this.sorted) rows.sort((one, other) => compare(one[this.sorted], other[this.sorted]) * (this.down ? -1 : 1));
      const shown = rows.slice(this.at, this.at + PAGE);
      this.body.replaceChildren(
        ...shown.map((row) => make("tr", {}, ...this.variables.map((name) => make("td", {}, draw(row[name]))))),
      );
      const of = { first: count(shown.length ? this.at + 1 : 0), last: count(this.at + shown.length), all: count(rows.length) };
      this.caption.textContent = fill(words.range, of);
      this.drawPages(rows.length);
    }
    drawPages(total) {
      const step = (label, to, isOff) => {
        const button = make("button", { type: "button", class: "button" }, label);
        button.disabled = isOff;
        button.addEventListener("click", () => {
          this.at = to;
          this.refresh();
          this.caption.scrollIntoView({ block: "nearest" });
          const again = [...this.pages.children].find((each) => each.textContent === label && !each.disabled);
          (again ?? this.pages.querySelector("button:enabled"))?.focus();
        });
        return button;
      };
      const [before, after] = [this.at - PAGE, this.at + PAGE];
      const buttons = [step(words.previous, Math.max(before, 0), before < 0), step(words.next, after, after >= total)];
      this.pages.replaceChildren(...(total > PAGE ? buttons : []));
    }
  }
  Yasr.registerPlugin("table", ResultTable);

  // What went wrong is told by the server in a problem document; without one, the server was not reached.
  const drawProblem = async (error) => {
    let problem = {};
    try {
      problem = JSON.parse(error.text);
    } catch {
      problem = { detail: error.status || /[<{]/.test(error.text ?? "") ? error.text : words.failed };
    }
    const box = make("div", { class: "disagreement" }, make("h3", {}, words.problem));
    for (const text of [problem.detail, problem.hint]) if (text) box.append(make("p", {}, text));
    if (problem.code) box.append(make("p", { class: "meta" }, `${problem.status} · `, make("code", {}, problem.code)));
    return box;
  };

  // --- the page ----------------------------------------------------------------------------------------------------

  const tabs = [
    { title: words.own, text: area.value },
    ...data.examples.map(({ title, text }) => ({ title, text })),
  ];
  let chosen = 0;
  let isPlain = false;

  const list = make("div", { role: "tablist", class: "query-tabs", "aria-label": words.examples });
  const holder = make("div", { class: "query-editor" });
  const keys = make("p", { id: "query-keys", class: "meta" }, words.keys);
  const panel = make("div", { role: "tabpanel", id: "query-panel" }, holder, keys);
  const rich = make("div", { id: "query-rich" }, list, panel);
  const swap = make("button", { type: "button", class: "query-swap" });
  const stop = make("button", { type: "button", class: "button", hidden: "" }, words.stop);
  const status = make("p", { role: "status", class: "query-status" });
  const results = make("section", { "aria-labelledby": "result-title", hidden: "" });
  results.append(make("h2", { id: "result-title" }, words.answer));

  form.prepend(rich);
  const bar = form.querySelector(".query-run");
  bar.append(" ", stop, " ", swap);
  form.after(status, results);

  const yasqe = new Yasqe(holder, {
    value: area.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    // As high as its text: a box that scrolls on its own could not be scrolled by keyboard.
    editorHeight: "auto",
    viewportMargin: Infinity,
    // Tab belongs to the reader: it leaves the editor, as it leaves every other field.
    extraKeys: {
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Enter": () => run(),
      "Cmd-Enter": () => run(),
      "Ctrl-S": false,
    },
    hintConfig: {
      extraKeys: {
        Tab: (_, hints) => {
          hints.close();
          return Yasqe.Pass;
        },
      },
    },
    requestConfig: {
      endpoint: new URL(data.endpoint, document.baseURI).href,
      method: (editor) => (editor.getValue().length < 1500 ? "GET" : "POST"),
      acceptHeaderSelect: "application/sparql-results+json",
      acceptHeaderGraph: "text/turtle",
    },
  });
  const input = yasqe.getInputField();
  // CodeMirror takes what is written by a text area of its own, on phones by an element that only behaves like one.
  const label = {
    "aria-label": words.editor,
    "aria-describedby": "query-keys",
    ...(input.tagName === "TEXTAREA" ? {} : { role: "textbox", "aria-multiline": "true" }),
  };
  for (const [name, value] of Object.entries(label)) input.setAttribute(name, value);
  const notify = yasqe.showNotification;
  yasqe.showNotification = (key) => notify(key, words.hint);
  yasqe.on("autocompletionShown", (_, widget) => widget.hints.setAttribute("aria-label", words.suggestions));
  yasqe.on("change", () => {
    area.value = yasqe.getValue();
    tabs[chosen].text = area.value;
  });

  const yasr = new Yasr(results, {
    persistenceId: null,
    prefixes: data.prefixes,
    errorRenderers: [drawProblem],
    getDownloadFileName: () => "kotograph",
    plugins: { table: { enabled: true }, response: { enabled: true }, boolean: { enabled: true }, error: { enabled: true } },
  });
  const name = (selector, text) => {
    for (const element of yasr.rootEl.querySelectorAll(selector)) {
      element.setAttribute("aria-label", text);
      element.title = text;
      const shown = element.querySelector("span");
      if (shown) shown.textContent = text;
    }
  };
  name(".select_table", words.table);
  name(".select_response", words.response);
  for (const extra of yasr.rootEl.querySelectorAll(".yasr_external_ref_btn, .yasr_response_chip")) extra.remove();
  yasr.on("drawn", () => {
    name(".yasr_downloadIcon", words.download);
    for (const each of ["table", "response"]) {
      const button = yasr.rootEl.querySelector(`.select_${each}`);
      button.setAttribute("aria-pressed", String(button.classList.contains("selected")));
    }
    for (const field of yasr.resultsEl.querySelectorAll("textarea")) field.setAttribute("aria-label", words.response);
    const [more, download] = yasr.resultsEl.querySelectorAll(".overlay_btn");
    if (more) [more.textContent, more.title] = [words.more, words.more];
    if (download) [download.textContent, download.title] = [words.download, words.download];
    const truth = yasr.resultsEl.querySelector(".booleanResult span");
    if (truth) truth.textContent = yasr.results.getBoolean() ? words.true : words.false;
  });

  const show = (tab) => {
    results.hidden = !tab.response;
    if (tab.response) yasr.setResponse(tab.response, tab.took);
  };
  const choose = (at, isFocused) => {
    chosen = at;
    [...list.children].forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === at));
      button.tabIndex = index === at ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `query-tab-${at}`);
    if (isFocused) list.children[at].focus();
    yasqe.setValue(tabs[at].text);
    yasqe.clearHistory();
    status.textContent = "";
    show(tabs[at]);
  };
  tabs.forEach(({ title }, at) => {
    const attributes = { type: "button", role: "tab", id: `query-tab-${at}`, "aria-controls": "query-panel" };
    const button = make("button", attributes, title);
    button.addEventListener("click", () => choose(at, true));
    list.append(button);
  });
  list.addEventListener("keydown", (event) => {
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose((to + tabs.length) % tabs.length, true);
  });

  const run = () => {
    answer.replaceChildren();
    results.hidden = true;
    status.textContent = words.running;
    stop.hidden = false;
    // The address holds what was asked, unless no server would take an address that long.
    const asked = `?${new URLSearchParams({ query: yasqe.getValue() })}`;
    history.replaceState(null, "", asked.length < 8000 ? asked : location.pathname);
    // What failed is told where the answer would be; the same tab is still the one that asked.
    yasqe.query().catch(() => {});
  };
  const finish = (text) => {
    stop.hidden = true;
    status.textContent = text;
  };
  yasqe.on("query", () => {
    tabs[chosen].response = undefined;
    asking = chosen;
  });
  let asking = 0;
  yasqe.on("queryResponse", (_, response, took) => {
    if (response instanceof Error && response.name === "AbortError") return;
    Object.assign(tabs[asking], { response, took });
    const isCut = !(response instanceof Error) && response.headers.get(data.cut);
    finish(response instanceof Error ? "" : isCut ? words.cut : fill(words.took, { n: count(took / 1000) }));
    if (asking === chosen) show(tabs[chosen]);
  });
  yasqe.on("queryAbort", () => finish(words.stopped));
  stop.addEventListener("click", () => yasqe.abortQuery());

  const set = (plain) => {
    isPlain = plain;
    rich.hidden = plain;
    // Above an editor that is as high as its text, below a text area that is not.
    if (plain) form.append(bar);
    else list.after(bar);
    $("query-examples").hidden = !plain;
    area.hidden = !plain;
    area.required = plain;
    form.querySelector(".query-label").hidden = !plain;
    swap.textContent = plain ? words.rich : words.plain;
    if (!plain && yasqe.getValue() !== area.value) yasqe.setValue(area.value);
    if (!plain) yasqe.refresh();
  };
  swap.addEventListener("click", () => set(!isPlain));
  form.addEventListener("submit", (event) => {
    if (isPlain || $("query-format").value !== "table") return;
    event.preventDefault();
    run();
  });
  choose(0, false);
  set(false);
})();
