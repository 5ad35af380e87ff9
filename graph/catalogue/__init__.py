"""What the data set as a whole is: counted, described (VoID, DCAT), dumped, and listed for crawlers."""
