"""Press conferences: invitation, accreditation, agenda, questions, minutes."""
