# A machine whose hosts file and search domains know a server inside, and whose DNS server does not; run inside `unshare -rnm`.
set -eu
ip link set lo up
ip address add 10.0.0.5/32 dev lo
mount --bind "$HOSTS" /etc/hosts
mount --bind "$RESOLV" /etc/resolv.conf
exec "$NODE" "$SCRIPT"
