# Runs a mail server of Debian's that is unpacked but not installed, in a mount namespace of its own that ends with it:
# /run, /var/spool and /var/lib are empty and private, and the accounts that its package would have made exist there only.
set -eu
for folder in /run /var/spool /var/lib; do mount -t tmpfs -o mode=755 none "$folder"; done
mkdir /run/accounts
mkdir -p -m 711 /var/lib/opensmtpd/empty /var/spool/smtpd
for list in passwd group; do cat "/etc/$list" >"/run/accounts/$list"; done
number=60901
for name in Debian-exim opensmtpd opensmtpq; do
  echo "$name:x:$number:$number::/nonexistent:/usr/sbin/nologin" >>"/run/accounts/passwd"
  echo "$name:x:$number:" >>"/run/accounts/group"
  number=$((number + 1))
done
for list in passwd group; do
  chmod 644 "/run/accounts/$list"
  mount --bind "/run/accounts/$list" "/etc/$list"
done
exec "$@"
