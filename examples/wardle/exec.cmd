@rem Yours. Lets `npm start` run in cmd.exe, which has no exec: this runs what follows the word.
@%*
