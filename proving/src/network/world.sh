# Two hosts joined by a cable, inside namespaces that end with this shell: us (203.0.113.1, 2001:db8::1) and the server
# (203.0.113.5, 2001:db8::5; .53 is its DNS, .77 stands for a control host, .88 is where traffic may be diverted to).
# Runs its arguments as a command on our side; what came of it, in the folder OUT: stdout, stderr, ended (status, seconds).
# From the environment: NODE, SERVE, WORLD (JSON), CLIENT_RULES, CLIENT_INPUT, CLIENT_NAT and SERVER_RULES (nft), CAP (s).
set -eu
hostname client.example.test
mount -t tmpfs none /run
mkdir -p /run/netns
ip link set lo up
ip netns add server
ip link add cable type veth peer name there netns server
in_server() { ip netns exec server "$@"; }
ip addr add 203.0.113.1/24 dev cable
ip -6 addr add 2001:db8::1/64 dev cable nodad
ip link set cable up
for host in 5 53 77 88; do in_server ip addr add "203.0.113.$host/24" dev there; done
in_server ip -6 addr add 2001:db8::5/64 dev there nodad
in_server ip link set there up
in_server ip link set lo up

printf '127.0.0.1 localhost\n::1 localhost\n203.0.113.1 client.example.test client\n' >"$OUT/hosts"
printf 'nameserver 203.0.113.53\n' >"$OUT/resolv.conf"
mount --bind "$OUT/hosts" /etc/hosts
mount --bind "$OUT/resolv.conf" /etc/resolv.conf

mkfifo "$OUT/stop"
in_server "$NODE" "$SERVE" <"$OUT/stop" >&2 &
server=$!
exec 9>"$OUT/stop"
trap 'exec 9>&-; wait "$server" 2>/dev/null || true' EXIT
for _ in $(seq 200); do [ -e "$OUT/ready" ] && break; sleep 0.05; done
in_server nft -f "$OUT/ports.nft"
# Whoever trusts what the system trusts trusts this
mount --bind "$OUT/ca.pem" /etc/ssl/certs/ca-certificates.crt
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt

# The rules stand before the redirect, so that they speak of the ports a client sees
in_server nft -f - <<RULES
table inet rules {
  chain in { type filter hook prerouting priority -300;
    $SERVER_RULES
  }
}
RULES
nft -f - <<RULES
table inet rules {
  chain out { type filter hook output priority 0;
    $CLIENT_RULES
  }
  chain in { type filter hook input priority 0;
    $CLIENT_INPUT
  }
  chain nat { type nat hook output priority -100;
    $CLIENT_NAT
  }
}
RULES

status=0
begun=$EPOCHREALTIME
timeout --kill-after=1 "$CAP" "$@" </dev/null >"$OUT/stdout" 2>"$OUT/stderr" 9>&- || status=$?
ended=$EPOCHREALTIME
echo "$status $(((${ended/./} - ${begun/./}) / 1000))" >"$OUT/ended"
