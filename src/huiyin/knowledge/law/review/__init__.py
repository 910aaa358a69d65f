"""Case-file review (案卷评查): what in a case file is not lawful, and by which article."""
