import { create, toJson } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useState } from 'react';
import type { Unary } from '~/api/methods';
import { fullName } from '~/api/methods';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { FormFields } from '~/form/FormFields';
import type { Values } from '~/form/values';
import { emptyValues, requestOf } from '~/form/values';
import { compare } from '~/ui/format';
import { useAddress } from '~/ui/useAddress';
import { methodWord } from '~/words';
import { filtersOf, LISTS, listByName } from './lists';

const START: Values = { form: 'CSV_FORM_SPREADSHEET' };

/* Any list that one may read, as a file: which one, narrowed by what, in which form. */
export function ExportForm() {
	const may = useMay();
	const [name, setName] = useAddress('liste');
	const method = listByName(name);
	const own = LISTS.filter(may).sort((one, other) => compare(methodWord(one), methodWord(other)));
	return (
		<div className="pvd-form">
			<Select
				label="Liste à exporter"
				hint="Le fichier contient ce que votre rôle vous donne à lire, et rien d’autre."
				nativeSelectProps={{ value: name, onChange: (event) => setName(event.target.value) }}
			>
				<option value="">Choisir</option>
				{own.map((one) => (
					<option key={fullName(one)} value={fullName(one)}>
						{methodWord(one)}
					</option>
				))}
			</Select>
			{method && own.includes(method) && <Narrowed key={name} method={method} />}
		</div>
	);
}

function Narrowed({ method }: { method: Unary }) {
	const [values, setValues] = useState<Values>(() => emptyValues(method.input));
	const { request, faults } = requestOf(method.input, values);
	const filters = filtersOf(method);
	return (
		<>
			{filters.length > 0 && (
				<FormFields fields={filters} values={values} path={[]} faults={faults} onChange={setValues} context={values} />
			)}
			{request ? (
				<CommandForm
					method={GatewayService.method.requestExport}
					title={`Export : ${methodWord(method)}`}
					form={`export/${fullName(method)}`}
					given={{
						method: fullName(method),
						request_json: JSON.stringify(toJson(method.input, create(method.input, request))),
					}}
					initial={START}
				/>
			) : (
				<Alert severity="warning" small description="Corrigez les critères pour demander l’export." />
			)}
		</>
	);
}
