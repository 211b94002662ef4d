// To the clipboard; by the older way where a page from a disk may not use the newer.
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
  button.textContent = done ? "Copied" : "Select the words and copy them";
  announce(done ? "Copied, with its attribution" : "The browser does not let this page copy");
  setTimeout(() => {
    button.textContent = label;
  }, 1600);
}
