import { install } from "./postgres";

// Before suites run beside each other, each of which would do it.
void install();
