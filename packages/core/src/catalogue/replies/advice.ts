/** What a blocklisted address can do unless the reply came on a port for submission: nobody is told to try what was just tried. */
export const WITH_LOGIN = 'Send through port 587 or 465 with a login.';
