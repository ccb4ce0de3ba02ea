import { getHours, listSlots } from "../device/hours";
import { AccompanimentCap } from "./accompaniment_cap";
import { HoursLines } from "./hours_lines";
import { DaysOff } from "./hours_off";
import { HoursWeeks } from "./hours_weeks";
import { _ } from "./i18n";
import { Answered, useAnswer } from "./server";
import { Page } from "./ui";
import "./styles/team.css";
import "./styles/hours.css";

/** When people are received: the week as it repeats, days off, and what is free in the coming weeks. */
export function OfficeHoursScreen() {
	const hours = useAnswer(getHours, []);
	const slots = useAnswer(listSlots, []);
	const bothFailed = hours.fault !== null && slots.fault !== null;
	const againBoth = async () => {
		await Promise.all([hours.again(), slots.again()]);
	};
	return (
		<Page title={_("Horario de oficina")} width="wide">
			<p class="not-printed">
				{_("Cuándo y dónde se recibe a la gente. Aquí no hay nombres: quién viene está sellado en su caso.")}
			</p>
			<Answered answer={bothFailed ? { ...hours, again: againBoth } : hours}>
				{(found) => {
					const change = (changed: typeof found) => {
						hours.take(changed);
						slots.again();
					};
					return (
						<div class="hours-parts not-printed">
							<HoursLines lines={found.items} onChange={change} />
							<DaysOff days={found.days_off} onChange={change} />
							<AccompanimentCap />
						</div>
					);
				}}
			</Answered>
			{/* Why nothing came is said once. */}
			{(!bothFailed || slots.value !== undefined) && (
				<Answered answer={slots}>
					{(found) => (
						<HoursWeeks
							slots={found}
							onChange={(changed) =>
								slots.change((before) => before.map((one) => (one.id === changed.id ? changed : one)))
							}
						/>
					)}
				</Answered>
			)}
		</Page>
	);
}
