#include "base/file.h"
#include "cli/tour.h"

#include <stdio.h>
#include <string.h>

/* Without the program's name. The commands are those of README.md's five minutes, which a test compares. */
struct step {
	const char *about;
	const char *arguments;
};

static const struct step STEPS[] = {
	{"ce qui tourne, où en sont les journaux, qui est connecté", "status"},
	{"accents et casse ne comptent pas", "call SearchCommunes '{\"text\": \"la ferte sous\"}'"},
	{NULL, "call GetCommune '{\"code\": \"77183\"}'"},
	{NULL, "call GetEpci '{\"siren\": \"200090504\"}'"},
	{"sa note, expliquée ; le classement de son département ; ce qui se finance",
	 "call GetScore '{\"communeCode\": \"77183\"}'"},
	{NULL, "call ListScores '{\"departementCode\": \"77\", \"eligibleOnly\": true, \"pageSize\": 10}'"},
	{NULL, "call ListMeasures"},
	{"des candidatures aux paiements, sur de vraies communes ; pvd demo --remove la retire", "demo"},
	{"une autre mairie et sa préfecture, chacune avec sa clé dans keys/",
	 "principal add mairie-77379 --kind person --role COLLECTIVITE --collectivite 77379"},
	{NULL, "principal add prefecture-77 --kind person --role PREFECTURE --departement 77"},
	{"la commune se manifeste, la préfecture le voit",
	 "call SubmitCandidacy --as mairie-77379 \\\n    '{\"communeCodes\": [\"77379\"], "
	 "\"epciSirens\": [\"200037133\"], \"projectNote\": \"La ville haute et la gare.\"}'"},
	{NULL, "call ListCandidacies --as prefecture-77 '{\"departementCode\": \"77\"}'"},
	{"une session dans un navigateur : le lien sert une fois",
	 "login-link --role prefecture --departement 77"},
	{"le journal, dont la chaîne est vérifiée en lisant ; --follow attend la suite",
	 "events --service registry --limit 5"},
	{"tous les journaux, depuis leur première entrée", "verify"},
	{"rejoués, ils redonnent le même état", "rebuild --check"},
};

/* The instance is in var/ of the folder we were called from, unless told otherwise. */
static void print_command(const struct cli *cli, const char *arguments)
{
	if (strcmp(cli->dir, "var") == 0)
		printf("  pvd %s\n", arguments);
	else
		printf("  pvd --dir %s %s\n", cli->dir, arguments);
}

void tour_print(const struct cli *cli, bool is_new)
{
	size_t count = is_new ? sizeof STEPS / sizeof *STEPS : 1;
	char folder[PATH_MAX];

	printf("\nDans un autre terminal :\n\n  cd %s\n", cli->start);
	if (file_program_folder(folder))
		printf("  export PATH=%s:$PATH\n", folder);
	for (size_t i = 0; i < count; i++) {
		if (STEPS[i].about)
			printf("\n  # %s\n", STEPS[i].about);
		print_command(cli, STEPS[i].arguments);
	}
	printf("\nPour arrêter : Ctrl-C\n");
}
