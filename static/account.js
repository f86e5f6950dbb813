// Passkeys and time zones: shows what this browser can do, and says when a passkey was not handed out.
(() => {
  const error = document.querySelector("[data-passkey-error]");
  const usual = error?.textContent;

  if (window.PublicKeyCredential) {
    for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-passkey-missing]")) part.hidden = true;
  }

  // The library's scripts are told by name which button and which field of the page are theirs.
  const forms = window.allauth?.webauthn?.forms;
  const ways = {
    mfa_webauthn_add: (add) => forms.addForm({ ids: { add, passwordless: "id_passwordless", credential: "id_credential", data: "js_data" } }),
    mfa_webauthn_authenticate: (authenticate) => forms.authenticateForm({ ids: { authenticate, credential: "id_credential", data: "js_data" } }),
    mfa_webauthn_reauthenticate: (authenticate) => forms.authenticateForm({ ids: { authenticate, credential: "id_credential", data: "js_data" } }),
    passkey_login: (login) => forms.loginForm({ ids: { login, credential: "mfa_credential" } }),
  };
  for (const [button, start] of Object.entries(ways)) if (forms && document.getElementById(button)) start(button);

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
