// Every page works without this script. With it, keys act, the text keeps its place, and what was done is said.
"use strict";
(() => {
  const PAUSE = 2000;
  const MUTE = "extractor-review-no-keys";
  const main = () => document.getElementById("main");
  const one = (selector, root = document) => root.querySelector(selector);
  // What is asked for while a page is on its way waits for it, in order.
  let turn = Promise.resolve();
  let last = null;

  // A region that is filled later than it is shown is read aloud.
  function say(words) {
    const region = one("[data-said]");
    if (!region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 60);
  }

  function adopt(page) {
    const words = (one("[data-said]", page) || one("h1", page)).textContent.trim();
    main().replaceChildren(...one("#main", page).childNodes);
    document.title = page.title;
    const [notice, told] = [one("[data-notice]"), one("[data-notice]", page)];
    for (const form of notice ? notice.querySelectorAll("form") : []) form.remove();
    if (notice && told) notice.append(...told.querySelectorAll("form"));
    say(words);
  }

  function reveal() {
    const chosen = one(".mark.chosen, .role.chosen");
    if (chosen) {
      const sheet = one(".sheet").getBoundingClientRect();
      const floor = sheet.left > 0 ? innerHeight : Math.min(innerHeight, sheet.top);
      const box = chosen.getBoundingClientRect();
      const ceiling = one(".bar").getBoundingClientRect().bottom;
      const block = floor < innerHeight ? "start" : "center";
      if (box.top < ceiling || box.bottom > floor) chosen.scrollIntoView({ block });
    }
  }

  function place(step) {
    reveal();
    const field = one("#c-value");
    // Where the panel stands in the flow, the window goes to it.
    const apart = one(".sheet") && getComputedStyle(one(".sheet")).position !== "static";
    const target = field || (step && one(`.steps a[rel="${step}"]`)) || one("#figure") || one("h1");
    if (target) target.focus({ preventScroll: apart && target !== field });
    if (field) field.select();
  }

  function load(address, options, step) {
    turn = turn.then(() => fetched(address, options, step));
  }

  async function fetched(address, options, step) {
    document.documentElement.setAttribute("aria-busy", "true");
    const response = await fetch(address, options).catch(() => null);
    const text = response ? await response.text() : "";
    document.documentElement.removeAttribute("aria-busy");
    if (!response) {
      say("The page does not answer any more. Start extractor review again, and open its new address.");
      return;
    }
    adopt(new DOMParser().parseFromString(text, "text/html"));
    if (options.push !== false) history.pushState(null, "", response.url);
    place(step);
    again();
  }

  // The database is held by another process: ask until it is free.
  function again() {
    const waiting = one("[data-again]");
    if (waiting) setTimeout(() => retry(waiting), PAUSE);
  }

  async function retry(waiting) {
    if (!waiting.isConnected) return;
    const form = waiting.matches("form");
    const options = form ? { method: "POST", body: new URLSearchParams(new FormData(waiting)) } : {};
    const response = await fetch(form ? waiting.action : waiting.href, options).catch(() => ({ status: 503 }));
    if (response.status === 503) again();
    else location.assign(response.url);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    load(form.action, { method: "POST", body });
  });

  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (!link) return;
    if (link.matches("[data-keys]")) {
      event.preventDefault();
      one("#keys").showModal();
    } else if (link.matches("[data-swap], [data-figure], a.role")) {
      event.preventDefault();
      const steps = link.closest(".steps") && document.activeElement === link;
      load(link.href, {}, steps ? link.rel : "");
    }
  });

  addEventListener("popstate", () => load(location.href, { push: false }));

  function typing(target) {
    return target.matches("input:not([type=checkbox]), select, textarea") || target.closest("dialog");
  }

  function step(by) {
    const rows = [...document.querySelectorAll(".queue .row")];
    const at = rows.indexOf(document.activeElement);
    const row = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (row) row.focus();
    return Boolean(row);
  }

  function press(key) {
    const element = [...document.querySelectorAll("[data-key]")].find(
      (found) => found.dataset.key.split(" ").includes(key),
    );
    if (element) element.click();
    else if (key === "g") one(".home").click();
    else if ("nj".includes(key)) return step(1) || say("There is no next figure.");
    else if ("pk".includes(key)) return step(-1) || say("There is no previous figure.");
    else if (one(".desk") && "acrtuxNP".includes(key)) say(`Nothing to do with ${key} here.`);
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape") {
      document.body.classList.add("quiet");
      const cancel = one('[data-key="Escape"]');
      if (cancel && !event.target.closest("dialog")) cancel.click();
      return;
    }
    if (event.key.length > 1 || typing(event.target) || localStorage.getItem(MUTE)) return;
    if (event.key === "?" && one("#keys")) one("#keys").showModal();
    else turn = turn.then(() => press(event.key));
  });

  // A hint that was sent away with Escape comes back at the next figure.
  for (const kind of ["focusin", "mouseover"]) {
    document.addEventListener(kind, (event) => {
      const mark = event.target.closest(".mark");
      if (mark !== last) document.body.classList.remove("quiet");
      last = mark;
    });
  }

  for (const box of document.querySelectorAll("[data-shortcuts]")) {
    box.closest("[data-switch]").hidden = false;
    box.checked = !localStorage.getItem(MUTE);
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(MUTE);
      else localStorage.setItem(MUTE, "1");
    });
  }
  const region = one("[data-said]");
  if (region && region.textContent.trim()) say(region.textContent.trim());
  if (performance.getEntriesByType("navigation")[0].type === "navigate") reveal();
  again();
})();
