// Copying to the clipboard, with the older method where a local file may not use the newer one.
function copiedTheOldWay(text) {
  const field = el("textarea", { readonly: true, class: "unseen", "aria-hidden": "true", tabindex: "-1" });
  field.value = text;
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}

async function copy(text, button) {
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    done = copiedTheOldWay(text);
  }
  const label = button.textContent;
  button.textContent = done ? "Copied" : "Select the text and copy it";
  announce(done ? "Copied with attribution" : "The browser does not allow this page to copy");
  setTimeout(() => {
    button.textContent = label;
  }, 1600);
}
