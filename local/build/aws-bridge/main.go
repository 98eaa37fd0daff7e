// pulumi-resource-aws for tests: gives programs on @pulumi/aws an unmodified terraform-provider-aws process. Schema, validation, plan and
// every call to AWS are the real provider's; only names and defaults are made here.
package main

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/internal/shim/run"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/proto"
	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
)

// The version of @pulumi/aws that it stands in for; set by the linker.
var version = "0.0.0"

func main() {
	if slices.Contains([]string{"version", "-version", "--version"}, strings.Join(os.Args[1:], " ")) {
		fmt.Println(version)
		return
	}
	if err := serve(context.Background()); err != nil {
		// Not by `log`, whose output Terraform's libraries take for themselves.
		fmt.Fprintln(os.Stderr, "pulumi-resource-aws:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context) error {
	binary := os.Getenv("TERRAFORM_PROVIDER_AWS")
	if binary == "" {
		return fmt.Errorf("TERRAFORM_PROVIDER_AWS does not name the executable of a terraform-provider-aws")
	}
	if err := onlyThisMachine(os.Getenv("AWS_ENDPOINT_URL")); err != nil {
		return err
	}
	// The bridge wants the name without what follows the first "_", as Terraform's own look-up does.
	name, _, _ := strings.Cut(filepath.Base(binary), "_")
	provider, err := run.LocalProvider(ctx, filepath.Join(filepath.Dir(binary), name))
	if err != nil {
		return fmt.Errorf("start %s: %w", binary, err)
	}
	defer provider.Close()
	go endWithParent(provider.Close)

	info := tfbridge.ProviderInfo{
		P:            proto.New(ctx, provider),
		Name:         "aws",
		Version:      version,
		MetadataInfo: &tfbridge.MetadataInfo{Data: tfbridge.ProviderMetadata(nil)},
		Config:       config,
		Resources:    resources,
		DataSources:  dataSources,
	}
	known := info.P.ResourcesMap()
	for terraformName, resource := range resources {
		found, ok := known.GetOk(terraformName)
		if !ok {
			return fmt.Errorf("%s has no resource %s", filepath.Base(binary), terraformName)
		}
		resource.PreCheckCallback = check(shapeOf(found.Schema(), resource.Fields), filepath.Base(binary))
	}
	// Terraform's provider 6 and @pulumi/aws 7 call it `region`, those before `name`.
	if _, ok := info.P.DataSourcesMap().Get("aws_region").Schema().GetOk("region"); !ok {
		dataSources["aws_region"].Fields = fields{"name": {Name: "region"}}
	}
	info.SetAutonaming(255, "-")
	schema := fmt.Sprintf(`{"name":"aws","version":%q}`, version)
	pfbridge.Main(ctx, "aws", info, pfbridge.ProviderMetadata{PackageSchema: []byte(schema)})
	return nil
}

// What is meant for a test never reaches AWS, whoever starts it.
func onlyThisMachine(endpoint string) error {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return fmt.Errorf("AWS_ENDPOINT_URL: %w", err)
	}
	if address, err := netip.ParseAddr(parsed.Hostname()); err != nil || !address.IsLoopback() {
		return fmt.Errorf("AWS_ENDPOINT_URL is %q: this provider is for tests, and speaks to an address of this machine only", endpoint)
	}
	return nil
}

// An engine that is killed takes neither this process nor Terraform's provider with it, and the SDK looks after it only every 5 minutes.
func endWithParent(end func() error) {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(time.Second)
	}
	_ = end()
	os.Exit(1)
}
