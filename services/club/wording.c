#include "club/wording.h"

#include <stdlib.h>

#define TOLD(source_, event_, topic_)                                                                        \
	{#source_, &source_##__##event_##__descriptor, CLUB__TOPIC__TOPIC_##topic_, word_##event_},

static const struct told_event EVENTS[] = {TOLD_EVENTS(TOLD)};

const struct told_event *told_event_of(const ProtobufCMessage *message)
{
	for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++)
		if (EVENTS[i].type == message->descriptor)
			return &EVENTS[i];
	abort(); /* the reactions are made of the same list */
}

const char *topic_title(Club__Topic topic)
{
	switch (topic) {
	case CLUB__TOPIC__TOPIC_UNSPECIFIED:
		break;
	case CLUB__TOPIC__TOPIC_CANDIDACY:
		return "Candidatures";
	case CLUB__TOPIC__TOPIC_LABEL:
		return "Labels et territoires";
	case CLUB__TOPIC__TOPIC_SCORE:
		return "Classements";
	case CLUB__TOPIC__TOPIC_MEASURE:
		return "Offre de services";
	case CLUB__TOPIC__TOPIC_FUNDING:
		return "Financements";
	case _CLUB__TOPIC_IS_INT_SIZE:
		break;
	}
	return "Autres";
}
