// What the console's words lack and what they have too much, as they are and with faults put in; JSON.
import { fileURLToPath } from 'node:url';
import { load } from '../console/modules.mjs';

const { missing, useless, WORDS } = await load(fileURLToPath(new URL('console_words.ts', import.meta.url)));
const told = () => ({ missing: missing(), useless: useless() });

const asIs = told();
delete WORDS.registry.fields.project_note;
delete WORDS.registry.enums['pvd.registry.v1.OpinionKind'].OPINION_KIND_RESERVED;
delete WORDS.registry.methods.GiveOpinion;
delete WORDS.registry.events.OpinionGiven;
WORDS.club.methods.NoSuchMethod = 'Rien';
console.log(JSON.stringify({ asIs, planted: told() }));
