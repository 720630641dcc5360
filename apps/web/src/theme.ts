/** Read before anything is drawn, so that the page never flashes in the wrong colours. */
try {
  const chosen = localStorage.getItem('smtp-triage.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
} catch {
  // No storage here: the system decides
}
