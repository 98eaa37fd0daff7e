// CoreDNS with the three plugins that the cluster needs: no cloud SDKs, so it is small and quick to build.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/template"
)

func init() { dnsserver.Directives = []string{"errors", "template", "kubernetes"} }
func main() { coremain.Run() }
