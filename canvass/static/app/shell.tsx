import { useComputed, useSignalEffect } from "@preact/signals";
import { useErrorBoundary } from "preact/hooks";
import { LocationProvider, Route, Router } from "preact-iso";
import { whyOf } from "../device/save";
import { Failure } from "./failure";
import { Home } from "./home";
import { NotFound } from "./not_found";
import { member } from "./organisation";
import type { AppRoute } from "./route";
import { routes } from "./routes";
import { Confirm, Toasts } from "./ui";
import { menu } from "./ui/menu";
import { refreshWaiting } from "./waiting";

/** The frame around all screens: the router, what asks, what says. `broken`: the store cannot be read. */
export function Shell({ broken = false }: { broken?: boolean }) {
	const mine = useComputed(() => routes.filter(isMine));
	useSignalEffect(() => {
		menu.value = mine.value.flatMap(({ path, roles, menu: label }) =>
			label && roles ? [{ href: path, label }] : [],
		);
	});
	useSignalEffect(() => {
		if (member.value) refreshWaiting();
	});
	return (
		<LocationProvider>
			{broken ? <Failure store /> : <Screens routes={mine.value} />}
			<Confirm />
			<Toasts />
		</LocationProvider>
	);
}

function Screens({ routes: shown }: { routes: readonly AppRoute[] }) {
	const [broken, mend] = useErrorBoundary((error) => console.error(error));
	if (broken) return <Failure store={whyOf(broken) !== "other"} />;
	const changed = () => {
		mend();
		refreshWaiting();
	};
	return (
		<Router onRouteChange={changed}>
			{shown.map(({ path, component }) => (
				<Route key={path} path={path} component={component} />
			))}
			<Route default component={member.value ? NotFound : Home} />
		</Router>
	);
}

function isMine({ roles }: AppRoute): boolean {
	return !roles || (member.value !== null && roles.includes(member.value.role));
}
