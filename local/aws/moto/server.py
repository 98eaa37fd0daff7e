"""AWS for tests, on a free port of this machine: moto, corrected where terraform-provider-aws needs what it lacks. Ends with its parent."""

import json
import secrets
import sys

from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.rds import models


def replaces(cls, name):
    """Replaces cls.name by the decorated function, which gets the original as its first argument."""

    def decorate(function):
        original = getattr(cls, name)
        setattr(cls, name, lambda *args, **kwargs: function(original, *args, **kwargs))

    return decorate


INSIGHTS = ["enable_performance_insights", "performance_insights_kms_key_id", "performance_insights_retention_period"]


@replaces(models.DBInstance, "__init__")
def create_instance(original, self, *args, **kwargs):
    original(self, *args, **kwargs)
    # moto gives all instances the same one; the provider looks an instance up by it and, with two of them, waits for ever.
    self.dbi_resource_id = "db-" + secrets.token_hex(13).upper()
    # moto forgets them, and knows only what a later change sets.
    for name in INSIGHTS:
        if name in kwargs:
            setattr(self, name, kwargs[name])


models.DBInstance.performance_insights_enabled = property(lambda self: getattr(self, "enable_performance_insights", False))

scaling = models.DBCluster.scaling_configuration_info
# Of a cluster without a range moto gives an empty one, which the provider wants to take away, for ever.
models.DBCluster.scaling_configuration_info = property(lambda self: scaling.fget(self) if self.scaling_configuration else None)


@replaces(models.MasterUserSecret, "_generate_secret_string")
def master_password(original, self):
    # moto's is the same one for everybody, of a user "admin".
    return json.dumps({"username": self.resource.master_username, "password": secrets.token_urlsafe(24)})


@replaces(models.DBParameterGroup, "update_parameters")
def parameters_of_user(original, self, new_parameters):
    # Without a source the provider takes every parameter for a default, and a refresh loses it.
    original(self, [{**parameter, "Source": "user"} for parameter in new_parameters])


# What is restored from a snapshot is not protected, and has no password in Secrets Manager, before that is asked for; in moto it is as its source.
# And moto cannot restore a cluster of which it has no password.
@replaces(models.DBSnapshot, "__init__")
def instance_in_snapshot(original, self, *args, **kwargs):
    original(self, *args, **kwargs)
    self.database.deletion_protection = self.database.manage_master_user_password = False


@replaces(models.DBClusterSnapshot, "__init__")
def cluster_in_snapshot(original, self, *args, **kwargs):
    original(self, *args, **kwargs)
    self.cluster.deletion_protection = self.cluster.manage_master_user_password = False
    self.cluster.master_user_password = "as in the snapshot"


@replaces(models.RDSBackend, "modify_db_cluster")
def modify_cluster(original, self, changes):
    # moto looks for the changed log exports under the name that they have at creation.
    exports = changes.pop("cloudwatch_logs_export_configuration", {})
    answer = original(self, changes)
    logs = self.clusters[answer.db_cluster_identifier].enabled_cloudwatch_logs_exports
    logs[:] = [log for log in logs if log not in exports.get("DisableLogTypes", [])] + exports.get("EnableLogTypes", [])
    return answer


server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
