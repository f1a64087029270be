// What the page does beyond being read: pictures that are compared can be wiped, blinked and
// zoomed, and texts that are needed elsewhere can be copied. All markup and all words stand in
// the page's templates; here is only behaviour. Nothing is loaded, stored or sent.
(() => {
  "use strict";

  // A change every 1.5 seconds: far below three flashes in a second (WCAG 2.3.1).
  const BLINK = 1500;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- comparison: one object of parts per match, its state in data attributes for the styles

  function enliven(template) {
    const article = template.closest(".comparison");
    const root = document.importNode(template.content, true).firstElementChild;
    const live = { article, root, zoom: 1, timer: 0 };
    for (const part of root.querySelectorAll("[data-part]")) live[part.dataset.part] = part;
    template.before(root);
    for (const input of root.querySelectorAll("input[type=radio]")) {
      const choose = input.dataset.choice === "view" ? chooseView : chooseZoom;
      input.addEventListener("change", () => choose(live, input.value));
    }
    listenToSwipe(live);
    listenToBlink(live);
    listenToPan(live);
    live.areas?.addEventListener("click", () => toggle(live.areas, root, "areas"));
    root.dataset.areas = "true";
    root.dataset.shown = "subject";
    chooseZoom(live, "1");
    chooseView(live, "swipe");
  }

  function toggle(button, root, state) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    root.dataset[state] = on;
  }

  // The article knows the view too: its still pictures step aside on screen, never on paper.
  function chooseView(live, view) {
    stopBlinking(live);
    const { scrollLeft, scrollTop } = live.window;
    if (live.root.dataset.view !== "still") live.place = [scrollLeft, scrollTop];
    live.root.dataset.view = live.article.dataset.view = view;
    // Some browsers forget how far a box was scrolled while it was not shown.
    live.window.scrollTo(...live.place);
    draw(live);
  }

  // ---- swipe

  function listenToSwipe(live) {
    live.share = Number(live.slider.value);
    live.slider.addEventListener("input", () => {
      live.share = Number(live.slider.value);
      draw(live);
    });
    live.window.addEventListener("scroll", () => draw(live));
    new ResizeObserver(() => draw(live)).observe(live.window);
    live.line.addEventListener("pointerdown", (event) => drag(live, live.line, event, wipe));
    live.canvas.addEventListener("pointerdown", (event) => {
      const swiping = live.zoom === 1 && live.root.dataset.view === "swipe";
      if (swiping) drag(live, live.canvas, event, wipe);
    });
  }

  // A drag moves the line smoothly, keys move it by steps from there.
  function wipe(live, event) {
    const seen = live.window.getBoundingClientRect();
    live.share = Math.min(100, Math.max(0, (100 * (event.clientX - seen.left)) / seen.width));
    live.slider.value = live.share;
    live.slider.focus({ preventScroll: true });
    draw(live);
  }

  // The line stands in the frame, the pictures move below it: what is cut follows both.
  function draw(live) {
    const width = live.window.offsetWidth;
    const at = (width * live.share) / 100;
    const cut = live.canvas.getBoundingClientRect().width - live.window.scrollLeft - at;
    const swiping = live.root.dataset.view === "swipe";
    live.subject.style.clipPath = swiping ? `inset(0 ${cut}px 0 0)` : "";
    live.line.style.left = `${at}px`;
    live.left.style.opacity = !swiping || at > live.left.offsetWidth + 24 ? 1 : 0;
    live.right.style.opacity = !swiping || width - at > live.right.offsetWidth + 24 ? 1 : 0;
    const share = Math.round(live.share);
    const says = live.slider.dataset.says.replace("{subject}", share);
    live.slider.setAttribute("aria-valuetext", says.replace("{reference}", 100 - share));
  }

  // Follows a pointer from where it went down until it is lifted.
  function drag(live, part, event, follow) {
    if (event.button !== 0) return;
    event.preventDefault();
    part.setPointerCapture(event.pointerId);
    // A finger may be about to scroll the page: it counts once it has moved sideways.
    let meant = event.pointerType !== "touch";
    const move = (moved) => {
      meant ||= Math.abs(moved.clientX - event.clientX) > 6;
      if (meant) follow(live, moved);
    };
    part.addEventListener("pointermove", move);
    const end = () => part.removeEventListener("pointermove", move);
    part.addEventListener("lostpointercapture", end, { once: true });
    move(event);
  }

  // ---- blink

  function listenToBlink(live) {
    live.other.addEventListener("click", () => {
      stopBlinking(live);
      showOther(live);
    });
    live.auto.addEventListener("click", () => {
      if (live.timer) return stopBlinking(live);
      live.auto.setAttribute("aria-pressed", true);
      live.timer = setInterval(showOther, BLINK, live);
    });
    calm.addEventListener("change", () => stopBlinking(live));
  }

  function showOther(live) {
    const reference = live.root.dataset.shown === "subject";
    live.root.dataset.shown = reference ? "reference" : "subject";
    live.other.setAttribute("aria-pressed", reference);
  }

  function stopBlinking(live) {
    clearInterval(live.timer);
    live.timer = 0;
    live.auto.setAttribute("aria-pressed", false);
  }

  // ---- zoom and pan: a box that scrolls, so that keys, wheels and fingers work as everywhere

  function chooseZoom(live, value) {
    const box = live.window;
    const middle = {
      across: (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth,
      down: (box.scrollTop + box.clientHeight / 2) / box.scrollHeight,
    };
    // Who zooms in first looks where the pictures differ.
    const { across, down } = live.zoom === 1 ? live.canvas.dataset : middle;
    live.zoom = Number(value);
    live.root.dataset.zoom = value;
    live.root.style.setProperty("--zoom", value);
    if (live.zoom > 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    box.scrollLeft = across * box.scrollWidth - box.clientWidth / 2;
    box.scrollTop = down * box.scrollHeight - box.clientHeight / 2;
    draw(live);
  }

  // Fingers scroll by themselves; a mouse drags the picture.
  function listenToPan(live) {
    live.canvas.addEventListener("pointerdown", (event) => {
      if (live.zoom === 1 || event.pointerType !== "mouse") return;
      let { clientX, clientY } = event;
      live.window.focus({ preventScroll: true });
      drag(live, live.canvas, event, (_, moved) => {
        live.window.scrollBy(clientX - moved.clientX, clientY - moved.clientY);
        ({ clientX, clientY } = moved);
      });
    });
  }

  // ---- copy

  function offerCopy(text, template) {
    const offer = document.importNode(template.content, true);
    const button = offer.querySelector("button");
    const note = offer.querySelector("[role=status]");
    button.setAttribute("aria-label", text.dataset.copy);
    button.addEventListener("click", async () => {
      note.textContent = "";
      // A page opened from a file may have no clipboard, or may be refused it: the reader can
      // still copy what is selected.
      try {
        await navigator.clipboard.writeText(text.textContent);
        note.textContent = note.dataset.copied;
      } catch {
        getSelection().selectAllChildren(text);
        note.textContent = note.dataset.selected;
      }
    });
    text.after(" ", offer);
  }

  for (const template of document.querySelectorAll(".live-template")) enliven(template);
  const copy = document.getElementById("copy");
  for (const text of document.querySelectorAll("[data-copy]")) offerCopy(text, copy);
})();
