// A network of its own: a demo on the same machine goes on undisturbed. In a file of its own, since the local stack reads it when it is loaded.
process.env.CLUSTER_NET ??= "10.247";
