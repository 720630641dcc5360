# Two hosts joined by a cable, inside namespaces that end with this shell: us (203.0.113.1, 2001:db8::1) and the server
# (203.0.113.5, 2001:db8::5; 203.0.113.77 stands for a control host). Everything it needs comes in as environment:
# NODE, SERVE, PROGRAM, ARGS, CLIENT_RULES and SERVER_RULES (nft), REDIRECT (a port that goes through the masking relay).
set -eu
mount -t tmpfs none /run
mkdir -p /run/netns
ip link set lo up
ip netns add server
ip link add cable type veth peer name there netns server
in_server() { ip netns exec server "$@"; }
ip addr add 203.0.113.1/24 dev cable
ip -6 addr add 2001:db8::1/64 dev cable nodad
ip link set cable up
in_server ip addr add 203.0.113.5/24 dev there
in_server ip addr add 203.0.113.77/24 dev there
in_server ip -6 addr add 2001:db8::5/64 dev there nodad
in_server ip link set there up
in_server ip link set lo up

out=$(mktemp -d)
mkfifo "$out/stop"
in_server "$NODE" "$SERVE" <"$out/stop" >"$out/ports" &
server=$!
exec 9>"$out/stop"
trap 'exec 9>&-; wait "$server" 2>/dev/null || true; rm -rf "$out"' EXIT
for _ in $(seq 100); do [ -s "$out/ports" ] && break; sleep 0.05; done
"$NODE" -p "JSON.parse(require('fs').readFileSync('$out/ports', 'utf8')).ca" >"$out/ca.pem"
{
  printf 'table inet ports {\nchain in {\ntype nat hook prerouting priority -100;\n'
  "$NODE" -p "
    const { ports, masking } = JSON.parse(require('fs').readFileSync('$out/ports', 'utf8'));
    const real = (port) => (port === '${REDIRECT:-}' ? masking : ports[port]);
    Object.keys(ports).map((port) => 'tcp dport ' + port + ' redirect to :' + real(port)).join('\n')"
  printf '}\n}\n'
} | in_server nft -f -
# The rules stand before the redirect, so that they speak of the ports a client sees
printf 'table inet rules {\nchain in {\ntype filter hook prerouting priority -300;\n%s\n}\n}\n' "${SERVER_RULES:-}" | in_server nft -f -
printf 'table inet rules {\nchain out {\ntype filter hook output priority 0;\n%s\n}\nchain in {\ntype filter hook input priority 0;\n%s\n}\n}\n' \
  "${CLIENT_RULES:-}" "${CLIENT_INPUT:-}" | nft -f -

# shellcheck disable=SC2086
"$NODE" "$PROGRAM" $ARGS --ca "$out/ca.pem" --json --no-input || true
