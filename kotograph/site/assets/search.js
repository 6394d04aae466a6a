/* Search in the browser: the same algorithm as kotograph/site/search.py, which is the reference. A classic script, so
   that it also runs from file://. `kotographSearch.makeSearcher(index).find(query, limit)` is a pure function of its
   arguments; the rest of the file connects it to the search page. */
(function (scope) {
  "use strict";

  // --- words: kotograph/site/search_words.py -------------------------------------------------------------------

  const COMPOSED = [["a\u030a", "å"], ["a\u0308", "ä"], ["o\u0308", "ö"], ["ø", "ö"], ["æ", "ä"], ["ß", "ss"], ["ı", "i"]];
  const MARKS = /[\u0300-\u036f]+/g;
  const TAIL = /(?<=[\p{L}\p{N}])['’:]\p{L}{1,4}(?![\p{L}\p{N}])/gu;
  const WORD = /[0-9]+(?:\.[0-9]+)+|[\p{L}\p{N}]+/gu;
  const PIECE = /[0-9]+|[^0-9]+/g;
  const DIGIT = /[0-9]/;

  function normalise(text) {
    let plain = text.normalize("NFKD").toLowerCase();
    for (const [written, letter] of COMPOSED) plain = plain.replaceAll(written, letter);
    return plain.replace(MARKS, "");
  }

  function fold(word) {
    return word.replace(/[åä]/g, "a").replace(/ö/g, "o");
  }

  function splitWords(text) {
    return normalise(text).replace(TAIL, "").match(WORD) || [];
  }

  function splitPieces(word) {
    const pieces = word.match(PIECE) || [];
    return pieces.length > 1 && !word.includes(".") ? pieces : [];
  }

  function replaceEnd(word, changes, shortest) {
    for (const [end, other] of changes) {
      const rest = word.length - end.length;
      if (word.endsWith(end) && rest + other.length >= shortest) return word.slice(0, rest) + other;
    }
    return word;
  }

  function makeStemmer(rules) {
    const exceptions = new Map(Object.entries(rules.exceptions));
    const [whole, wholeNot] = rules.whole;
    const endsIn = (word, ends) => ends.some((end) => word.endsWith(end));

    function findRoot(word) {
      if (word.length <= rules.stem || DIGIT.test(word)) return word;
      let root = replaceEnd(word, rules.starts, rules.stem);
      let shortened = true;
      while (shortened && !(endsIn(root, whole) && !endsIn(root, wholeNot))) {
        shortened = false;
        for (const [ending, before] of rules.endings) {
          const rest = root.length - ending.length;
          if (rest >= rules.stem && root.endsWith(ending) && (!before || before.includes(root[rest - 1]))) {
            root = root.slice(0, rest);
            shortened = true;
            break;
          }
        }
      }
      while (root.length > rules.root && rules.vowels.includes(root[root.length - 1])) root = root.slice(0, -1);
      return root;
    }

    function findStem(word) {
      if (exceptions.has(word)) return exceptions.get(word);
      const root = findRoot(word);
      if (root === word && word.length <= rules.stem) return word;
      let stem = root;
      for (let last = ""; stem !== last; ) {
        last = stem;
        stem = replaceEnd(last, rules.ends, rules.root);
      }
      return stem;
    }

    return { findRoot, findStem };
  }

  // --- matches: kotograph/site/search_match.py -----------------------------------------------------------------

  const EXACT = 100, FOLDED = 94, FOLDED_AGAINST_DIACRITICS = 60, SURE = 90, LEMMA = 70;
  const PREFIX = 3, SUFFIX = 4, INSIDE = 5, PART = 4, COMMON = 5, COMMON_PART = 7, LONGEST_TYPO = 24;
  const share = (part, whole) => Math.floor(part / whole);

  function markLetters(word) {
    let mask = 0;
    for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) % 31);
    return mask;
  }

  function countBits(value) {
    let count = 0;
    for (let rest = value; rest; rest &= rest - 1) count++;
    return count;
  }

  function measureDistance(one, other, most) {
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, j) => j);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= other.length; j++) {
        const differs = one[i - 1] === other[j - 1] ? 0 : 1;
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return last[last.length - 1];
  }

  function rateCompound(stem, root, term) {
    const length = stem.length, size = term.length;
    // Three letters are enough of a word that is being typed, not of what is left of a longer one.
    const isStart = size > root.length && term.startsWith(root) && (root.length >= SUFFIX || root === stem);
    if (isStart) return 35 + share(55 * root.length, size);
    if (size > length && length >= SUFFIX && term.endsWith(stem)) return 50 + share(45 * length, size);
    if (size > length && length >= INSIDE && term.includes(stem)) return 25 + share(50 * length, size);
    return 0;
  }

  function rate(stem, root, term) {
    const length = stem.length, size = term.length;
    if (size > Math.min(length, root.length)) {
      const quality = rateCompound(stem, root, term);
      if (quality) return quality;
    }
    const shorter = Math.min(length, size), longer = Math.max(length, size);
    let common = 0;
    while (common < shorter && stem[common] === term[common]) common++;
    if (common >= COMMON && 10 * common >= 7 * shorter && longer - common <= 5) return share(70 * common, longer);
    return common >= COMMON_PART ? 30 + share(30 * common, longer) : 0;
  }

  function rateLink(part, whole) {
    return Math.min(95, 45 + share(50 * part.length, whole.length));
  }

  function raise(found, key, quality) {
    if (quality > (found.get(key) || 0)) found.set(key, quality);
  }

  const isSure = (found) => [...found.values()].some((quality) => quality >= SURE);

  function makeVocabulary(terms, links, { findRoot, findStem }) {
    const folded = terms.map(fold);
    const masks = folded.map(markLetters);
    const numbers = new Map(terms.map((term, number) => [term, number]));
    const foldedNumbers = new Map();
    folded.forEach((term, number) => {
      if (!foldedNumbers.has(term)) foldedNumbers.set(term, []);
      foldedNumbers.get(term).push(number);
    });
    const back = new Map();
    links.forEach((targets, number) => {
      for (const target of targets) {
        if (!back.has(target)) back.set(target, []);
        back.get(target).push(number);
      }
    });

    function addMisspelt(word, found) {
      const length = word.length;
      if (length < 4 || length > LONGEST_TYPO) return;
      const most = length >= 8 ? 2 : 1;
      const mask = markLetters(word);
      folded.forEach((term, number) => {
        if (Math.abs(term.length - length) > most || countBits(mask ^ masks[number]) > 2 * most) return;
        const distance = measureDistance(word, term, most);
        if (distance <= most) raise(found, number, length > 4 ? 82 - 14 * distance : 58);
      });
    }

    function followLinks(found) {
      if (!links.length) return;
      const sure = [...found].filter(([, quality]) => quality >= SURE).map(([number]) => number);
      const base = [...sure];
      for (const number of sure) {
        for (const target of links[number]) {
          const ratio = share(100 * terms[target].length, terms[number].length);
          raise(found, target, ratio > LEMMA ? 95 : 20 + share(6 * ratio, 10));
          if (ratio > LEMMA) base.push(target);
        }
      }
      for (const number of base) {
        for (const source of back.get(number) || []) raise(found, source, rateLink(terms[number], terms[source]));
      }
    }

    function find(word) {
      const stem = findStem(word), plain = fold(stem), root = fold(findRoot(word));
      const found = new Map();
      if (numbers.has(stem)) found.set(numbers.get(stem), EXACT);
      const alike = plain === stem ? FOLDED : FOLDED_AGAINST_DIACRITICS;
      const isLoose = plain.length >= PREFIX && !DIGIT.test(plain[0]);
      if (isLoose) {
        folded.forEach((term, number) => {
          const quality = term === plain ? alike : rate(plain, root, term);
          if (quality) raise(found, number, quality);
        });
        if (!isSure(found)) addMisspelt(plain, found);
      } else {
        for (const number of foldedNumbers.get(plain) || []) raise(found, number, alike);
      }
      followLinks(found);
      return found;
    }

    function split(word) {
      const stem = fold(findStem(word));
      const longest = stem.length - PART;
      if (longest < PART || DIGIT.test(stem[0])) return ["", ""];
      const pick = (cut) => {
        for (let size = longest; size >= PART; size--) if (foldedNumbers.has(cut(size))) return cut(size);
        return "";
      };
      return [pick((size) => stem.slice(0, size)), pick((size) => stem.slice(-size))];
    }

    function findPart(part) {
      const found = new Map((foldedNumbers.get(part) || []).map((number) => [number, EXACT]));
      folded.forEach((term, number) => {
        const quality = term.length > part.length ? rateCompound(part, part, term) : 0;
        if (quality) found.set(number, quality);
      });
      return found;
    }

    return { find, split, findPart };
  }

  // --- scores: kotograph/site/search.py ------------------------------------------------------------------------

  const LONGEST_QUERY = 200, MOST_WORDS = 12;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
  const SHARES_KNOWN = [0.25, 0.2], SHARES_UNKNOWN = [1.2, 0.2];
  const LEAST_COVERAGE = 0.35, TITLE_BONUS = 1.5;

  function readNumber(spelled, start) {
    let number = 0, factor = 1, at = start;
    let value = VALUES.get(spelled[at]);
    while (value > 31) {
      number += (value - 32) * factor;
      factor *= 32;
      at += 1;
      value = VALUES.get(spelled[at]);
    }
    return [number + value * factor, at + 1];
  }

  function readLinks(spelled) {
    const targets = [];
    for (let at = 0, target; at < spelled.length; ) {
      [target, at] = readNumber(spelled, at);
      targets.push(target);
    }
    return targets;
  }

  function log2(given) {
    let value = given, power = 0;
    while (value >= 2) {
      value /= 2;
      power += 1;
    }
    return power + value - 1;
  }

  /* Return {find(query, limit)}; find returns [{id, kind, url, title, score}], best first. */
  function makeSearcher(index) {
    const stemmer = makeStemmer(index.rules);
    const postings = index.postings.split(" ");
    const links = index.links ? index.links.split(" ").map(readLinks) : [];
    const vocabulary = makeVocabulary(index.terms ? index.terms.split(" ") : [], links, stemmer);
    const documents = index.documents;
    const titles = documents.map((entry) => splitWords(entry[2]).join(" "));

    function collect(matches) {
      const best = new Map();
      for (const [term, quality] of matches) {
        const spelled = postings[term];
        for (let at = 0, number = -1, gap; at < spelled.length; at++) {
          [gap, at] = readNumber(spelled, at);
          number += gap + 1;
          const strength = quality * quality * VALUES.get(spelled[at]);
          const known = best.get(number);
          if (!known) {
            best.set(number, [strength, quality]);
          } else {
            known[0] = Math.max(known[0], strength);
            known[1] = Math.max(known[1], quality);
          }
        }
      }
      let reach = 0;
      for (const [, quality] of best.values()) reach += quality;
      return [best, reach];
    }

    function* iterMatches(words) {
      for (const word of words) {
        const matches = vocabulary.find(word);
        const isKnown = isSure(matches);
        const pieces = splitPieces(word);
        if (pieces.length && !isKnown) {
          for (const piece of pieces) yield [vocabulary.find(piece), 1.0, true];
          continue;
        }
        yield [matches, 1.0, true];
        const shares = isKnown ? SHARES_KNOWN : SHARES_UNKNOWN;
        const parts = vocabulary.split(word);
        for (let i = 0; i < parts.length; i++) {
          if (parts[i]) yield [vocabulary.findPart(parts[i]), shares[i], !isKnown];
        }
      }
      for (let i = 1; i < words.length; i++) {
        const joined = vocabulary.find(words[i - 1] + words[i]);
        yield [new Map([...joined].filter(([, quality]) => quality >= SURE)), 1.0, false];
      }
    }

    function score(words) {
      const totals = new Map(), covered = new Map();
      let whole = 0;
      for (const [matches, part, isCounted] of iterMatches(words)) {
        const [best, reach] = collect(matches);
        if (!best.size) continue;
        const rarity = part * (1.0 + log2((documents.length * 100) / reach));
        if (isCounted) whole += rarity;
        for (const [number, [strength, quality]] of best) {
          totals.set(number, (totals.get(number) || 0) + rarity * strength);
          if (isCounted) covered.set(number, (covered.get(number) || 0) + (rarity * quality) / 100);
        }
      }
      if (whole === 0) return totals;
      const rest = 1 - LEAST_COVERAGE;
      for (const [number, total] of totals) {
        totals.set(number, total * (LEAST_COVERAGE + (rest * (covered.get(number) || 0)) / whole));
      }
      return totals;
    }

    function find(query, limit = 20) {
      const words = splitWords(query.slice(0, LONGEST_QUERY)).slice(0, MOST_WORDS);
      const found = score(words);
      const wanted = words.join(" ");
      for (const [number, total] of found) if (titles[number] === wanted) found.set(number, total * TITLE_BONUS);
      return [...found]
        .sort(([one, first], [other, second]) => second - first || one - other)
        .slice(0, limit)
        .map(([number, total]) => {
          const [id, kind, title, url] = documents[number];
          return { id, kind: index.kinds[kind], url: url || `${id}.html`, title, score: total };
        });
    }

    return { find };
  }

  scope.kotographSearch = { makeSearcher };

  // --- the search page -----------------------------------------------------------------------------------------

  const SHOWN = 50, WAIT = 150;
  // Only paths below the language's folder, never another scheme or host.
  const SAFE_URL = /^[A-Za-z0-9][A-Za-z0-9._~%/-]*(?:#[A-Za-z0-9._~%/-]*)?$/;

  function loadIndex(source) {
    return new Promise((resolve, reject) => {
      if (scope.kotographIndex) {
        resolve(makeSearcher(scope.kotographIndex));
        return;
      }
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(makeSearcher(scope.kotographIndex));
      script.onerror = () => reject(new Error(source));
      document.head.append(script);
    });
  }

  function makeItem(hit, box) {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = box.getAttribute(`data-kind-${hit.kind}`) || hit.kind;
    const name = document.createElement(SAFE_URL.test(hit.url) ? "a" : "span");
    name.textContent = hit.title;
    if (name instanceof HTMLAnchorElement) name.setAttribute("href", hit.url);
    item.append(name, " ", kind);
    return item;
  }

  function enhance(form, field, box) {
    const status = document.createElement("p");
    status.className = "search-status";
    status.setAttribute("role", "status");
    status.setAttribute("aria-live", "polite");
    const list = document.createElement("ol");
    list.className = "search-hits";
    list.hidden = true;
    box.append(status, list);
    let searcher = null, timer = 0, turn = 0;

    function say(attribute, count) {
      status.textContent = (box.getAttribute(attribute) || "").replace("{n}", String(count));
    }

    async function show() {
      const query = field.value.trim();
      const mine = ++turn;
      if (!query) {
        list.replaceChildren();
        list.hidden = true;
        status.textContent = "";
        return;
      }
      try {
        searcher = searcher || loadIndex(box.getAttribute("data-index"));
        const hits = (await searcher).find(query, SHOWN);
        if (mine !== turn) return;
        list.replaceChildren(...hits.map((hit) => makeItem(hit, box)));
        list.hidden = !hits.length;
        say(hits.length ? "data-count" : "data-none", hits.length);
      } catch {
        searcher = null;
        if (mine === turn) say("data-failed", 0);
      }
    }

    function remember() {
      const address = new URL(scope.location.href);
      const query = field.value.trim();
      if (query) address.searchParams.set("q", query);
      else address.searchParams.delete("q");
      // A page from file:// may not be allowed to; the answer is shown all the same.
      try {
        scope.history.replaceState(scope.history.state, "", address);
      } catch {
        return;
      }
    }

    field.addEventListener("input", () => {
      scope.clearTimeout(timer);
      timer = scope.setTimeout(() => {
        remember();
        show();
      }, WAIT);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      scope.clearTimeout(timer);
      remember();
      show();
    });
    const asked = new URLSearchParams(scope.location.search).get("q");
    if (asked) field.value = asked;
    if (field.value) show();
  }

  function start() {
    const box = document.getElementById("search-results");
    if (!box) return;
    const forms = [...document.querySelectorAll('form[role="search"]')];
    // The page's own form, where its head has one too.
    const form = forms.find((each) => box.closest("main")?.contains(each)) || forms[0];
    const field = form?.querySelector('input[type="search"][name="q"]');
    if (field) enhance(form, field, box);
  }

  if (typeof document !== "undefined") {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  }
})(typeof window === "undefined" ? globalThis : window);
