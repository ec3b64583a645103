// The editor of a text beside its paper: Markdown by buttons and keys, a preview that follows, who else is editing.
// The page is whole without this file: its buttons send the same forms.  Words come from the page, never from here.

const form = document.querySelector("form[data-editor]");
const PAUSE = 2500; // after the last key, until the paper is made anew
const LONGEST = 60_000; // a preview that has not come by then will not come

/** Put `text` in place of the selection, so that the browser's own undo takes it back. */
function insert(area, text, start, end) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Set `sign` on both sides of the selected words, or take it off where it stands. */
function wrap(area, sign) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  const around = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign;
  if (around) {
    insert(area, words, start - sign.length, end + sign.length);
    area.setSelectionRange(start - sign.length, end - sign.length);
  } else {
    insert(area, sign + words + sign, start, end);
    area.setSelectionRange(start + sign.length, end + sign.length);
  }
}

/** Begin each selected line with `sign(number)`, or take it off where every line has it. */
function begin(area, pattern, sign) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = value.indexOf("\n", area.selectionEnd);
  const end = after < 0 ? value.length : after;
  const lines = value.slice(start, end).split("\n");
  const all = lines.every((line) => pattern.test(line));
  const text = lines.map((line, index) => (all ? line.replace(pattern, "") : sign(index + 1) + line)).join("\n");
  const chosen = area.selectionStart < area.selectionEnd;
  insert(area, text, start, end);
  // Without a selection the writing goes on behind the sign, instead of in its place.
  if (chosen) area.setSelectionRange(start, start + text.length);
}

function block(area, text) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = start === 0 || value.slice(0, start).endsWith("\n\n") ? "" : "\n\n";
  insert(area, `${before}${text}\n`, start, end);
}

const MARKS = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  heading: (area) => begin(area, /^## /, () => "## "),
  list: (area) => begin(area, /^- /, () => "- "),
  numbers: (area) => begin(area, /^\d+\. /, (number) => `${number}. `),
  quote: (area) => begin(area, /^> /, () => "> "),
  table: (area, words) => block(area, `| ${words} 1 | ${words} 2 |\n| --- | --- |\n|  |  |\n|  |  |`),
  link: (area, words) => {
    const { selectionStart: start, selectionEnd: end, value } = area;
    const text = value.slice(start, end) || words;
    insert(area, `[${text}](https://)`, start, end);
    area.setSelectionRange(start + text.length + 3, start + text.length + 11);
  },
};
const KEYS = { KeyB: "bold", KeyI: "italic", KeyK: "link" };
const SHIFTED = { Digit7: "numbers", Digit8: "list", Digit9: "quote", Digit2: "heading", Digit5: "table" };

function toolbar(bar) {
  const area = document.getElementById(bar.dataset.for);
  if (!area) return;
  const mark = (name) => MARKS[name](area, bar.querySelector(`[data-mark="${name}"]`).dataset.words ?? "");
  bar.hidden = false;
  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-mark]");
    if (button) mark(button.dataset.mark);
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const name = (event.shiftKey ? SHIFTED : KEYS)[event.code];
    if (!name) return;
    event.preventDefault();
    mark(name);
  });
}

/** The paper of what stands in the form.  The form is sent into a new frame behind the old one, which stays until the
 *  new paper is there; a refusal is read out of the new frame and said, and the old paper stays. */
function preview(button) {
  const box = document.querySelector("[data-preview]");
  const status = document.querySelector("[data-preview-status]");
  const shown = navigator.pdfViewerEnabled !== false;
  let [pending, again, waiting, count] = [null, false, 0, 0];

  const say = (words, refused = false) => {
    status.textContent = words;
    status.classList.toggle("refused", refused);
  };
  const done = (frame, words, refused) => {
    clearTimeout(waiting);
    pending = null;
    if (refused) frame.remove();
    else {
      for (const old of box.querySelectorAll("iframe")) if (old !== frame) old.remove();
      frame.classList.remove("coming");
    }
    say(words, refused);
    if (again) update();
  };
  const arrived = (frame) => {
    let page = null;
    try {
      if (frame.contentWindow.location.href === "about:blank") return;
      page = frame.contentDocument;
    } catch {
      page = null; // the browser's own viewer: a paper
    }
    const refusal = page?.querySelector("[data-refusal]") ?? page?.querySelector("main");
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeZone: "Asia/Ho_Chi_Minh" });
    if (refusal) done(frame, refusal.innerText.trim().replace(/\s*\n\s*/g, " · "), true);
    else done(frame, `${status.dataset.done} ${time}`, false);
  };
  function update() {
    if (pending) {
      again = true;
      return;
    }
    again = false;
    const frame = box.querySelector("iframe").cloneNode(false);
    frame.removeAttribute("src");
    frame.removeAttribute("loading");
    frame.name = `preview-${(count += 1)}`;
    frame.classList.add("coming");
    box.append(frame);
    pending = frame;
    frame.addEventListener("load", () => pending === frame && arrived(frame));
    say(status.dataset.busy);
    waiting = setTimeout(() => pending === frame && done(frame, status.dataset.lost, true), LONGEST);
    button.formTarget = frame.name;
    form.requestSubmit(button);
  }

  if (!shown) {
    button.formTarget = "_blank"; // most telephones: the paper opens beside the page, and only when asked for
    return;
  }
  let typing = 0;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    update();
  });
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(update, PAUSE);
  });
}

/** Ask before words are lost. */
function unsaved(button) {
  const written = () => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const before = written();
  let leaving = false;
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter !== button) leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (form.dataset.unsaved !== undefined || written() !== before)) event.preventDefault();
  });
  return () => leaving;
}

/** Keep the place of who is editing, and say it when somebody else has it now. */
function lock(saving) {
  const address = form.dataset.lock;
  if (!address) return;
  const banner = document.querySelector("[data-lock-banner]");
  const body = () => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return data;
  };
  const refresh = async () => {
    try {
      const answer = await fetch(`${address}refresh/`, { method: "POST", body: body(), redirect: "error" });
      if (!answer.ok) return;
      const { mine, words } = await answer.json();
      banner.hidden = mine;
      if (!mine && banner.textContent !== words) banner.textContent = words;
    } catch {
      // Without the network nothing can be saved either, and the browser says so then.
    }
  };
  setInterval(refresh, 60_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  addEventListener("pagehide", () => saving() || navigator.sendBeacon(`${address}release/`, body()));
}

if (form) {
  const button = document.querySelector("[data-preview-button]");
  document.querySelectorAll("[data-for]").forEach(toolbar);
  preview(button);
  lock(unsaved(button));
}
