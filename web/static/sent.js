"use strict";
/* It has arrived: nothing of it stays on this device. */
try {
  localStorage.removeItem("tuntas.complaint");
  sessionStorage.removeItem("tuntas.looked");
} catch { /* nothing was kept */ }
