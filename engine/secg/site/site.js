/* The site's pages: the day that moves all of them, and the rules run for a party. Reads built.js (SECG_BUILT), elements.js
   and scenario.js, on the pages that run the rules data.js (SECG_MODEL, SECG_PARTIES) and evaluator.js, and on that where
   facts are tried changes.js, form.js and files.js. The state of a page stands in the part of its address behind `#`, so that an address tells it. Texts go into pages as text, never as markup. */

"use strict";

(() => {
  const runsRules = typeof SECG_MODEL !== "undefined"; // only some pages run the rules
  const model = runsRules ? unfolded(SECG_MODEL) : null;
  const parties = runsRules ? unfoldedParties(SECG_PARTIES) : [];

  /* ---- the state in the address ---- */

  const PARTS = ["model", "party", "code", "beside", "day", "set"]; // of the address of a scenario

  function readState() {
    return new URLSearchParams(location.hash.slice(1));
  }

  function dayFault(state) {
    return state.get("day") ? valueFault(model, parties, "date", state.get("day")) : "";
  }

  function dayOf(state) {
    return (!dayFault(state) && state.get("day")) || SECG_BUILT.day;
  }

  /* Go to a state; `instead` of the present one where it is a step within one change, such as the digits of a day. */
  function writeState(state, instead = false) {
    if (document.body.dataset.page === "scenario") state.set("model", SECG_BUILT.schema);
    const text = state.toString();
    const address = `${location.pathname}${location.search}${text ? `#${text}` : ""}`;
    if (instead) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    show();
  }

  const valueWords = (type, value) => wordsOf(model, parties, type, value);

  function sentenceOf(predicate, row, absent) {
    const declared = model.vocabulary.predicates[predicate];
    if (!declared) return "";
    const text = absent ? declared.denies || `it is not the case that ${declared.says}` : declared.says;
    const said = text.replace(/\{(\w+)\}/g, (_, name) => {
      const at = declared.arguments.findIndex(([argument]) => argument === name);
      return at < 0 ? "" : valueWords(declared.arguments[at][1], row[at]);
    });
    return said.replaceAll("““", "“").replaceAll("””", "”");
  }

  /* ---- the day at the top ---- */

  function markDay(day, fault) {
    const chosen = document.getElementById("day");
    if (chosen && chosen.value !== day) chosen.value = day;
    const code = codeOn(SECG_BUILT, day);
    for (const place of document.querySelectorAll("[data-code-of-day]")) {
      const before = day < SECG_BUILT.codes[0].in_force ? "before the first version held; its text is shown: " : "";
      const told = fault ? `${fault}. ` : "";
      place.textContent = `${dayWords(day)}: ${told}${before}Code of ${codeTitle(code, SECG_BUILT.called)}, in force from ${dayWords(code.in_force)}`;
    }
    for (const place of document.querySelectorAll("[data-report-of]")) {
      const link = element("a", { href: `${place.dataset.instead}#day=${day}` }, `The outcome as at ${dayWords(day)}`);
      const elsewhere = day === place.dataset.reportOf ? [] : [`This report is of ${dayWords(place.dataset.reportOf)}. `, link];
      place.replaceChildren(...elsewhere);
    }
    for (const place of document.querySelectorAll("[data-in-force]")) {
      const from = dayWords(place.dataset.inForce);
      place.textContent = day < place.dataset.inForce ? `On the day at the top it is not yet in force: it comes in force on ${from}.` : `In force since ${from}.`;
    }
    for (const chapter of document.querySelectorAll("[data-from]")) {
      const until = chapter.dataset.to;
      const stands = chapter.dataset.from <= day && (!until || day < until);
      chapter.classList.toggle("stands", stands);
      if (chapter.tagName === "DETAILS") chapter.open = stands;
      if (chapter.tagName === "LI") chapter.hidden = !stands;
    }
    for (const item of document.querySelectorAll("[data-spans]")) {
      const stands = item.dataset.spans.split(" ").some((span) => {
        const [from, until] = span.split("/");
        return from <= day && (!until || day < until);
      });
      item.classList.toggle("gone", !stands);
    }
    for (const link of document.querySelectorAll("a[data-keeps-day]")) {
      link.href = `${link.getAttribute("href").split("#")[0]}${day === SECG_BUILT.day ? "" : `#day=${day}`}`;
    }
  }

  /* ---- a party's outcome ---- */

  function proofOf(prover, predicate, row) {
    const proof = prover.prove(predicate, row);
    return proof ? element("details", {}, element("summary", {}, "Why"), proofList(proof)) : null;
  }

  function proofList(proof) {
    const list = element("ul", { class: "proof" });
    for (const premise of proof.premises) list.append(...steps(premise));
    const place = proof.rule ? ` (${cited(proof.rule)})` : "";
    return element("ul", { class: "proof" }, element("li", {}, `${sentenceOf(proof.predicate, proof.row)}${place}`, list));
  }

  function steps(step) {
    if (step.compared) return [];
    if (step.absent) return [element("li", {}, sentenceOf(step.absent, step.row, true))];
    if (step.counted) {
      const list = element("ul", {});
      for (const premise of step.premises) list.append(...steps(premise));
      return [element("li", {}, `${step.counted} of these: ${valueWords("count", step.value)}`, list)];
    }
    const item = element("li", {}, sentenceOf(step.predicate, step.row));
    if (!step.rule) return [item];
    item.append(` (${cited(step.rule)})`);
    const list = element("ul", {});
    for (const premise of step.premises) list.append(...steps(premise));
    if (list.children.length) item.append(list);
    return [item];
  }

  /* The paragraphs of a conclusion, each with the way to its page as at the day. */
  function paragraphsOf(prover, predicate, rows, day) {
    const paragraphs = new Map();
    const walk = (proof) => {
      if (proof && proof.rule) paragraphs.set(cited(proof.rule), proof.rule.paragraph);
      for (const premise of (proof && proof.premises) || []) walk(premise);
    };
    for (const row of rows) walk(prover.prove(predicate, row));
    const place = element("td", {});
    for (const [words, paragraph] of paragraphs) {
      const href = `${toRoot()}paragraph/${pageName(paragraph)}.html#day=${day}`;
      place.append(place.hasChildNodes() ? "; " : "", element("a", { href }, words));
    }
    return place;
  }

  /* The way from this page to the folder of the site. */
  function toRoot() {
    return document.querySelector(".site-bar a").getAttribute("href").split("index.html")[0];
  }

  function answerWords(type, value) {
    if (value === "undetermined") return "undetermined";
    return value === CONFLICT ? CONTRADICTED : label(model, type, value);
  }

  function outcomeOf(code, all, party, day) {
    const relations = derive(model, code, factsOn(model, all, day));
    return { ...outcomes(model, relations, party), prover: new Prover(model, code, relations) };
  }

  function doubtOf({ predicate, row }) {
    const [type] = model.vocabulary.predicates[predicate].arguments.slice(-1).map(([, type]) => type);
    return element("p", { class: "caution" }, `In doubt: ${label(model, type, row.at(-1))}.`);
  }

  function panel(code, all, party, day, heading) {
    const said = outcomeOf(code, all, party, day);
    const box = element("section", { class: "outcome" }, element(heading, {}, `Under ${codeTitle(code, SECG_BUILT.called)}, as at ${dayWords(day)}`));
    const table = element("table", {}, element("caption", {}, "Assessments"));
    for (const answer of [...said.answers, ...said.next]) {
      const types = model.vocabulary.predicates[answer.predicate].arguments.map(([, type]) => type);
      const [, group, year] = answer.question;
      const named = label(model, types[1], group);
      const about = said.next.includes(answer) ? `Next, as ${named}` : `${named}, year ${year}`;
      table.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, about),
          element("td", {}, answerWords(types.at(-1), answer.value)),
          paragraphsOf(said.prover, answer.predicate, answer.rows, day),
          element("td", {}, answer.rows.length ? proofOf(said.prover, answer.predicate, answer.rows[0]) : ""),
        ),
      );
    }
    box.append(said.answers.length + said.next.length ? table : element("p", {}, "No yearly assessment."));
    const of = all.find((other) => other.party === party);
    for (const text of cautionsOn(model, SECG_CAUTIONS, code, of, day)) {
      box.append(element("p", { class: "caution" }, `Caution: ${text}.`));
    }
    for (const warning of said.warnings) {
      box.append(element("p", { class: "caution" }, `Caution: ${sentenceOf(warning.predicate, warning.row)}.`));
    }
    const duties = element("table", {}, element("caption", {}, `Duties: ${said.duties.length}`));
    for (const duty of inOrder(said.duties, day)) {
      const type = model.vocabulary.predicates[duty.predicate].arguments[1][1];
      const late = duty.due && duty.due < day && duty.status === "applies";
      const told = duty.days.length > 1 ? `: ${CONTRADICTED}` : late ? `, ${overdueWords(of, day)}` : "";
      const due = duty.days.length ? `, by ${duty.days.map(dayWords).join(" or ")}${told}` : "";
      duties.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, `${label(model, type, duty.row[1])} (${valueWords("text", duty.row[2])})`),
          element("td", { class: late ? "overdue" : null }, `${STATUS[duty.status]}${due}`, ...duty.doubts.map(doubtOf)),
          paragraphsOf(said.prover, duty.predicate, [duty.row], day),
          element("td", {}, proofOf(said.prover, duty.predicate, duty.row)),
        ),
      );
    }
    if (said.duties.length) box.append(duties);
    return box;
  }

  /* ---- pages ---- */

  function showParty(state) {
    const place = document.getElementById("on-the-day");
    const party = document.body.dataset.party;
    place.replaceChildren(panel(codeOn(model, dayOf(state)), parties, party, dayOf(state), "h2"));
    document.getElementById("try").href = `../scenario.html#party=${encodeURIComponent(party)}&day=${dayOf(state)}`;
  }

  /* The parties with a duty as at the day, in each place where a page tells them. */
  function showPartiesOf(places, day) {
    if (!places.length) return;
    const code = codeOn(model, day);
    const relations = derive(model, code, factsOn(model, parties, day));
    const duties = parties.flatMap(({ party, name }) => outcomes(model, relations, party).duties.map((duty) => ({ ...duty, party, name })));
    for (const place of places) {
      const own = duties.filter(({ row }) => row[1] === place.dataset.partiesOf);
      showParties(place, own, `as at ${dayWords(day)}`, codeTitle(code, SECG_BUILT.called), day);
    }
  }

  function showParties(place, duties, words, code, day) {
    const table = element("table", {}, element("caption", {}, `Parties with it ${words}, under ${code}`));
    for (const { row, status, party, name } of duties) {
      const link = element("a", { href: `${toRoot()}party/${partyPage(party)}.html#day=${day}` }, name);
      const cells = [STATUS[status], valueWords("text", row[2])].map((text) => element("td", {}, text));
      table.append(element("tr", {}, element("th", { scope: "row" }, link), ...cells));
    }
    const none = element("p", {}, `None of the parties has it ${words}.`);
    place.replaceChildren(table.rows.length ? table : none);
  }

  function codeNamed(name, day) {
    return (name && model.codes.find((code) => codeName(code) === name)) || codeOn(model, day);
  }

  function showScenario(state) {
    const day = dayOf(state);
    const faults = document.getElementById("faults");
    faults.replaceChildren();
    const told = (text) => faults.append(element("p", { role: "alert" }, text));
    if (state.get("model") && state.get("model") !== SECG_BUILT.schema) {
      told(`This address is of another version of the model (${state.get("model")}); this site has ${SECG_BUILT.schema}. Make the scenario anew here, or open the address in the site that it is of.`);
      for (const id of ["form", "results", "take-away"]) document.getElementById(id).replaceChildren();
      document.getElementById("form").append(element("a", { href: location.pathname }, "Start anew"));
      return;
    }
    for (const name of new Set(state.keys())) {
      if (!PARTS.includes(name)) told(`This address has a part “${name}”, which is none of a scenario. It is left out.`);
    }
    const party = parties.some((other) => other.party === state.get("party")) ? state.get("party") : parties[0].party;
    if (state.get("party") && state.get("party") !== party) told(`There is no party “${state.get("party")}” here; ${party} is shown.`);
    for (const name of ["code", "beside"]) {
      if (state.get(name) && !model.codes.some((code) => codeName(code) === state.get(name))) {
        told(`There is no Code “${state.get(name)}” here; that of the day is shown.`);
      }
    }
    const changes = [];
    const written = [];
    for (const text of state.getAll("set")) {
      try {
        const change = readChange(model, parties, text, day);
        changed(model, parties, party, [...changes, change], day);
        changes.push(change);
        written.push(text);
      } catch (error) {
        told(`${error.message}. It is left out.`);
      }
    }
    const all = changed(model, parties, party, changes, day);
    fillForm(state, party, all, day);
    const results = document.getElementById("results");
    results.replaceChildren();
    const codes = [codeNamed(state.get("code"), day)];
    if (state.get("beside")) codes.push(codeNamed(state.get("beside"), day));
    for (const code of codes) {
      try {
        results.append(panel(code, all, party, day, "h3"));
      } catch (error) {
        told(`The rules could not be run: ${error.message}.`);
      }
    }
    if (results.children.length === 2) results.prepend(whatDiffers(...results.children, codes.map(codeName)));
    takeAway(party, day, codes[0], written, all);
  }

  function fillForm(state, party, all, day) {
    const form = document.getElementById("form");
    const choose = (name, words, options, chosen) => {
      const select = element("select", { id: `choose-${name}`, onchange: (event) => {
        const next = readState();
        if (event.target.value) next.set(name, event.target.value);
        else next.delete(name);
        if (name === "party") next.delete("set");
        writeState(next);
      } });
      for (const [value, text] of options) select.append(element("option", { value, selected: value === chosen }, text));
      return element("p", {}, element("label", { for: `choose-${name}` }, words), select);
    };
    const codes = model.codes.map((code) => [codeName(code), codeName(code)]);
    const children = [
      choose("party", "Party", parties.map((other) => [other.party, other.name]), party),
      choose("code", "Code", [["", "that of the day"], ...codes], state.get("code") || ""),
      choose("beside", "Beside it", [["", "nothing"], ...codes], state.get("beside") || ""),
    ];
    const own = all.find((other) => other.party === party).statements;
    children.push(...factFields(model, parties, own, day, change));
    const changes = state.getAll("set");
    const list = element("ul", { id: "changes" });
    changes.forEach((text, at) => {
      const drop = () => {
        const next = readState();
        const kept = next.getAll("set").filter((_, other) => other !== at);
        next.delete("set");
        for (const other of kept) next.append("set", other);
        writeState(next);
      };
      list.append(element("li", {}, changeTold(text), " ", element("button", { type: "button", id: `take-back-${at}`, onclick: drop, "aria-label": `Take back ${text}` }, "Take back")));
    });
    if (changes.length) children.push(element("h3", {}, "Changes"), list);
    form.replaceChildren(...children);
  }

  /* A change in words, with what the address says of it; only the latter where it cannot be made. */
  function changeTold(text) {
    try {
      const words = changeWords(model, parties, readChange(model, parties, text));
      return element("span", { title: text }, `${words}.`);
    } catch {
      return element("code", {}, text);
    }
  }

  function change(text) {
    const next = readState();
    next.append("set", text);
    writeState(next);
  }

  /* The command, the party's file and a regression case that give the same. */
  function takeAway(party, day, code, changes, all) {
    const place = document.getElementById("take-away");
    const command = commandFor(party, changes, code, day);
    const own = all.find((other) => other.party === party);
    const said = outcomes(model, derive(model, code, factsOn(model, all, day)), party);
    place.replaceChildren(
      element("h3", {}, "The same elsewhere"),
      element("p", {}, element("code", { id: "command" }, command)),
      element("details", {}, element("summary", {}, "The party's file"), element("pre", { id: "party-file" }, partyFile(model, own, day))),
      element("details", {}, element("summary", {}, "A regression case"), element("pre", { id: "case-file" }, caseFile(model, own, day, code, said, SECG_BUILT.source))),
    );
  }

  /* Draw a form anew with the focus where it was, or at the first field where that is gone. */
  function keepingFocus(draw) {
    const form = document.getElementById("form");
    const inside = form.contains(document.activeElement);
    const id = document.activeElement.id;
    draw();
    const place = inside && (document.getElementById(id) || form.querySelector("select, input"));
    if (place) place.focus();
  }

  function show() {
    const state = readState();
    markDay(dayOf(state), dayFault(state));
    const page = document.body.dataset.page;
    if (page === "party") showParty(state);
    showPartiesOf(document.querySelectorAll("[data-parties-of]"), dayOf(state));
    if (page === "scenario") keepingFocus(() => showScenario(state));
    document.documentElement.dataset.shown = "yes";
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.add("runs");
    const day = document.getElementById("day");
    let typing = false; // a day that is typed changes with each digit, and is one step back
    day.addEventListener("focus", () => { typing = false; });
    day.addEventListener("change", () => {
      if (!day.checkValidity()) return;
      const state = readState();
      if (day.value) state.set("day", day.value);
      else state.delete("day");
      writeState(state, typing);
      typing = true;
    });
    const box = document.getElementById("search");
    if (box) box.addEventListener("input", () => searchIndex(box.value, dayOf(readState())));
    window.addEventListener("popstate", show);
    window.addEventListener("hashchange", show);
    show();
  });
})();
