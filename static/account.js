// Passkeys and time zones: shows what this browser can do, and says when a passkey was not handed out.
(() => {
  const error = document.querySelector("[data-passkey-error]");
  const usual = error?.textContent;

  if (window.PublicKeyCredential) {
    for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-passkey-missing]")) part.hidden = true;
  }

  document.addEventListener("allauth.error", (event) => {
    if (!error) return;
    event.preventDefault();
    const { name } = event.detail.exception;
    const said = { SecurityError: error.dataset.address, InvalidStateError: error.dataset.known };
    error.textContent = said[name] ?? usual;
    error.hidden = false;
  });

  // Somebody who has chosen no zone yet is offered the one of their machine.
  const zone = document.querySelector("select[data-zone=guess]");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && [...zone.options].some((option) => option.value === here)) zone.value = here;
})();
