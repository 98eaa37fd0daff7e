import { camunda } from "./camunda";
import { cibseven } from "./cibseven";
import { Product } from "./model";
import { operaton } from "./operaton";

/** Every product that the rules know. */
export const products: readonly Product[] = [camunda, operaton, cibseven];

/** Ids of all products, for messages. */
export const productIds = products.map(({ id }) => id);

/** The editions that releases come in: the community edition of Camunda has no patches. */
export const editions = ["community", "enterprise"];

/** A product by its id. */
export const productOf = (id: string): Product | undefined => products.find((product) => product.id === id);
