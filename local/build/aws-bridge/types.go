package main

import (
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

type fields = map[string]*tfbridge.SchemaInfo

// Where the bridge by itself names things otherwise than @pulumi/aws does, and the defaults that pulumi-aws gives (its provider/resources.go).
var (
	one       = &tfbridge.SchemaInfo{MaxItemsOne: tfbridge.True()}
	described = &tfbridge.SchemaInfo{Default: &tfbridge.DefaultInfo{Value: "Managed by Pulumi"}}

	config = fields{
		"assume_role":                   {Name: "assumeRole", MaxItemsOne: tfbridge.True()},
		"assume_role_with_web_identity": {Name: "assumeRoleWithWebIdentity", MaxItemsOne: tfbridge.True()},
		"default_tags":                  one,
		"ignore_tags":                   one,
		"region":                        {Default: &tfbridge.DefaultInfo{EnvVars: []string{"AWS_REGION", "AWS_DEFAULT_REGION"}}},
		"skip_metadata_api_check":       {Type: "boolean"},
	}
)

var resources = map[string]*tfbridge.ResourceInfo{
	"aws_db_cluster_snapshot":           {Tok: token("rds", "ClusterSnapshot")},
	"aws_db_instance":                   {Tok: token("rds", "Instance"), Fields: fields{"identifier": tfbridge.AutoName("identifier", 255, "")}},
	"aws_db_parameter_group":            {Tok: token("rds", "ParameterGroup"), Fields: fields{"description": described}},
	"aws_db_snapshot":                   {Tok: token("rds", "Snapshot")},
	"aws_db_subnet_group":               {Tok: token("rds", "SubnetGroup"), Fields: fields{"description": described}},
	"aws_kms_alias":                     {Tok: token("kms", "Alias")},
	"aws_kms_key":                       {Tok: token("kms", "Key")},
	"aws_rds_cluster":                   {Tok: token("rds", "Cluster")},
	"aws_rds_cluster_instance":          {Tok: token("rds", "ClusterInstance")},
	"aws_rds_cluster_parameter_group":   {Tok: token("rds", "ClusterParameterGroup"), Fields: fields{"description": described}},
	"aws_secretsmanager_secret":         {Tok: token("secretsmanager", "Secret")},
	"aws_secretsmanager_secret_version": {Tok: token("secretsmanager", "SecretVersion")},
	"aws_security_group": {
		Tok:    token("ec2", "SecurityGroup"),
		Fields: fields{"description": described, "ingress": {Name: "ingress"}, "egress": {Name: "egress"}},
	},
	"aws_subnet":                          {Tok: token("ec2", "Subnet")},
	"aws_vpc":                             {Tok: token("ec2", "Vpc")},
	"aws_vpc_security_group_ingress_rule": {Tok: token("vpc", "SecurityGroupIngressRule")},
}

var dataSources = map[string]*tfbridge.DataSourceInfo{
	"aws_availability_zones":             {Tok: function("index", "getAvailabilityZones")},
	"aws_caller_identity":                {Tok: function("index", "getCallerIdentity")},
	"aws_db_cluster_snapshot":            {Tok: function("rds", "getClusterSnapshot")},
	"aws_db_instance":                    {Tok: function("rds", "getInstance")},
	"aws_db_snapshot":                    {Tok: function("rds", "getSnapshot")},
	"aws_region":                         {Tok: function("index", "getRegion")},
	"aws_secretsmanager_random_password": {Tok: function("secretsmanager", "getRandomPassword")},
	"aws_secretsmanager_secret_version":  {Tok: function("secretsmanager", "getSecretVersion")},
}

// The type of rds/Instance is aws:rds/instance:Instance.
func token(module, name string) tokens.Type {
	return tokens.Type("aws:" + module + "/" + strings.ToLower(name[:1]) + name[1:] + ":" + name)
}

func function(module, name string) tokens.ModuleMember {
	return tokens.ModuleMember(token(module, name))
}
