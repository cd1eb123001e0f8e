package netem

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Alias makes name one more name of the host. A name belongs to one host only.
func (n *Network) Alias(name string, h *Host) error {
	n.enter()
	defer n.leave()
	if h == nil {
		return n.fail(fmt.Errorf("netem: alias %q of a nil Host: it takes one that Network.Host made", name))
	}
	key := canonical(name)
	err := checkName(key)
	if other := n.hosts[key]; err == nil && other != nil && other != h {
		err = fmt.Errorf("it is a name of %s already", other.name)
	}
	if err != nil {
		return n.fail(fmt.Errorf("netem: alias %q of %s: %w", name, h.name, err))
	}
	n.hosts[key] = h
	return nil
}

// Lookup gives the address of the host that has that name. An unknown name is
// a *net.DNSError, as a resolver would answer.
func (n *Network) Lookup(name string) (netip.Addr, error) {
	n.lock()
	defer n.mu.Unlock()
	h, err := n.lookup(name)
	if err != nil {
		return netip.Addr{}, err
	}
	return h.addr, nil
}

func (n *Network) lookup(name string) (*Host, error) {
	if h := n.hosts[canonical(name)]; h != nil {
		return h, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

func checkName(name string) error {
	if name == "" {
		return errors.New("the name is empty")
	}
	if _, err := netip.ParseAddr(name); err == nil || strings.ContainsAny(name, ":/ ") {
		return errors.New("this cannot be told from an address: use a name such as shop.example")
	}
	return nil
}

// freeAddr is the next address of 10.0.0.0/8 (RFC 1918) that nobody has.
func (n *Network) freeAddr() netip.Addr {
	for i := len(n.order) + 1; ; i++ {
		a := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		if n.byAddr[a] == nil {
			return a
		}
	}
}

// resolve finds whom h means by an address such as "shop.example:443". An
// address without a host is h itself, as in package net.
func (h *Host) resolve(network, address string) (*Host, uint16, error) {
	name, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, 0, err
	}
	port, err := parsePort(network, service)
	if err != nil {
		return nil, 0, err
	}
	if name == "" || canonical(name) == "localhost" {
		return h, port, nil
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		switch {
		case ip.IsLoopback() || ip.IsUnspecified():
			return h, port, nil
		case !ip.Unmap().Is4():
			return nil, 0, &net.AddrError{Err: "netem's hosts have IPv4 addresses only", Addr: name}
		}
		return h.hostAt(ip), port, nil
	}
	to, err := h.net.lookup(name)
	return to, port, err
}

// parsePort takes a number or a service's name. Numbers need no table, which
// may be a file.
func parsePort(network, service string) (uint16, error) {
	if port, err := strconv.ParseUint(service, 10, 16); err == nil {
		return uint16(port), nil
	}
	port, err := net.LookupPort(network, service)
	return uint16(port), err
}
