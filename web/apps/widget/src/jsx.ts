// Stands in for preact/jsx-runtime, which repeats what createElement does already.
import { type ComponentType, createElement, Fragment, type VNode } from "preact";

type Props = Record<string, unknown>;

export function jsx(type: string | ComponentType<Props>, props: Props, key?: unknown): VNode {
  return createElement(
    type as ComponentType<Props>,
    key === undefined ? props : { ...props, key },
  ) as VNode;
}

export { Fragment, jsx as jsxs };
