module camunda-rolling-update/local/pause

go 1.26
