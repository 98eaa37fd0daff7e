package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// A shape names the inputs of an object: by each name what is in it, nil where it is no object. In lists and sets it is the elements'.
type shape map[string]shape

func shapeOf(schema shim.SchemaMap, infos fields) shape {
	inputs := shape{}
	for name, input := range schema.Range {
		if input.Optional() || input.Required() {
			inputs[tfbridge.TerraformToPulumiNameV2(name, schema, infos)] = elementsOf(input, infos[name])
		}
	}
	return inputs
}

func elementsOf(input shim.Schema, info *tfbridge.SchemaInfo) shape {
	block, ok := input.Elem().(shim.Resource)
	if !ok {
		return nil
	}
	var infos fields
	if info != nil && info.Elem != nil {
		infos = info.Elem.Fields
	}
	return shapeOf(block.Schema(), infos)
}

// check refuses an input that Terraform's provider does not have, since the bridge would leave it out without a word. A `region`, which each
// resource has in @pulumi/aws 7 and not in Terraform's provider 5, is left out where it is the provider's own.
func check(inputs shape, provider string) tfbridge.PreCheckCallback {
	return func(_ context.Context, properties, config resource.PropertyMap) (resource.PropertyMap, error) {
		if wanted, given := properties["region"]; given && !has(inputs, "region") {
			if region := regionOf(config); wanted.IsString() && wanted.StringValue() != region {
				return nil, fmt.Errorf("region: %s has no region per resource, and its own is %q, not %q", provider, region, wanted.StringValue())
			}
			delete(properties, "region")
		}
		if path := unknownIn(inputs, resource.NewObjectProperty(properties)); path != "" {
			return nil, fmt.Errorf("%s: %s has no such input", path, provider)
		}
		return properties, nil
	}
}

func has(inputs shape, name string) bool {
	_, ok := inputs[name]
	return ok
}

func regionOf(config resource.PropertyMap) string {
	if region := config["region"]; region.IsString() {
		return region.StringValue()
	}
	return cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"))
}

// unknownIn is the path of the first input that is not in the shape, or nothing.
func unknownIn(inputs shape, value resource.PropertyValue) string {
	switch {
	case inputs == nil:
		return ""
	case value.IsSecret():
		return unknownIn(inputs, value.SecretValue().Element)
	case value.IsOutput():
		return unknownIn(inputs, value.OutputValue().Element)
	case value.IsArray():
		for i, element := range value.ArrayValue() {
			if path := unknownIn(inputs, element); path != "" {
				return fmt.Sprintf("[%d].%s", i, path)
			}
		}
	case value.IsObject():
		for key, element := range value.ObjectValue() {
			name := string(key)
			if strings.HasPrefix(name, "__") { // the engine's own
				continue
			}
			if !has(inputs, name) {
				return name
			}
			if path := unknownIn(inputs[name], element); path != "" {
				return strings.ReplaceAll(name+"."+path, ".[", "[")
			}
		}
	}
	return ""
}
