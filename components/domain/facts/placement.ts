/** A taint of a machine that nodes put up with, as Kubernetes has it. */
export interface Toleration {
    /** Key of the taint, e.g. `dedicated`. */
    key: string;
    /** `Equal` or `Exists`. @default `Equal` */
    operator?: string;
    /** Value of the taint, where the operator is `Equal`. @default an empty one */
    value?: string;
    /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. @default each of them */
    effect?: string;
    /** How long a node stays on a machine that gets a taint `NoExecute`, in seconds. @default as long as it is there */
    tolerationSeconds?: number;
}

/** Where pods may run, as far as it is told. */
export interface Placement {
    /** Labels that a machine has to have. @default none */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** Taints of a machine that do not keep them away. @default none */
    readonly tolerations?: readonly Toleration[];
}
